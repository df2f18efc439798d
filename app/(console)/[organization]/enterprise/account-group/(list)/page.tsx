import { UsersRound } from "lucide-react"
import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { AccountsList } from "@/app/(console)/[organization]/enterprise/account-group/(list)/accounts-list"
import { Filters } from "@/app/(console)/[organization]/enterprise/account-group/(list)/filters"
import {
  bindSecurityAction,
  createAccountAction,
  matchingAccountsAction,
  removeAccountAction,
  sendActivationAction,
  sendActivationsAction,
} from "@/app/(console)/[organization]/enterprise/account-group/actions"
import {
  type AccountGroupView,
  accountGroupAddress,
  accountsQuery,
  isAccountGroupFiltered,
  parseAccountGroupView,
} from "@/app/(console)/[organization]/enterprise/account-group/search-params"
import {
  removeManyAction,
  undoRemovalAction,
  undoRemovalsAction,
} from "@/app/(console)/[organization]/enterprise/members/actions"
import { ClientMessages } from "@/app/(console)/client-messages"
import { AccountCreation } from "@/components/account-group/account-creation"
import { HiddenColumnsProvider } from "@/components/lists/filtering/hidden-columns"
import { NoMatch, ResultCount } from "@/components/lists/result-count"
import { accountGroupOf, membersOf } from "@/components/shell/navigation"
import { PageHeader } from "@/components/ui/page-header"
import { Pager } from "@/components/ui/pager"
import { RouterLink } from "@/components/ui/router-links"
import { EmptyState } from "@/components/ui/table-states"
import { listMemberAccounts } from "@/lib/members/account-group"
import { can } from "@/lib/shared/roles"
import { hiddenColumns } from "@/lib/web/reader/columns"
import { shownWithReasons } from "@/lib/web/reader/shown"
import { type OrganizationGate, requirePermission } from "@/lib/web/session"

/** The words of the boxes, of all that a list says. */
const selecting = ["select", "selectPage"] as const

const actions = {
  bind: bindSecurityAction,
  sendAgain: sendActivationAction,
  remove: removeAccountAction,
  undoRemoval: undoRemovalAction,
}

const many = {
  sendAgain: sendActivationsAction,
  remove: removeManyAction,
  undoRemovals: undoRemovalsAction,
  matching: matchingAccountsAction,
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("accountGroup"))("title") }
}

/** Enterprise > Account Group: the accounts of the enterprise, and how each can be logged in to. */
export default async function AccountGroupPage({
  params,
  searchParams,
}: PageProps<"/[organization]/enterprise/account-group">) {
  const [{ organization: id }, query, t] = await Promise.all([params, searchParams, getTranslations("accountGroup")])
  const { ctx, account, organization } = await requirePermission(id, "members.read")
  const { name, role } = organization
  const view = parseAccountGroupView(query)
  const manages = can(role, "accounts.manage")
  const asked = accountsQuery(view)
  const { direction } = asked
  const [page, hidden] = await Promise.all([
    listMemberAccounts(ctx, organization.organizationId, asked),
    hiddenColumns("accounts"),
  ])
  const at = (cursor: string | null) => cursor && accountGroupAddress(id, view, { cursor })
  const before = at(page.earlier)
  const after = at(page.later)
  return (
    <ClientMessages of={["accountGroup", "members", "records", "origins", "lists"]} only={{ lists: selecting }}>
      <PageHeader
        title={t("title")}
        facts={await lead(organization)}
        actions={
          <AccountCreation
            organization={{ id, name }}
            refusal={manages ? null : t("create.onlySuperAdmin")}
            action={createAccountAction}
          />
        }
      />
      <HiddenColumnsProvider list="accounts" hidden={hidden}>
        <Filters id={id} view={view} />
        <ResultCount count={page.rows.length} more={Boolean(before || after)} />
        {page.rows.length > 0 ? (
          <AccountsList
            organization={{ id, name }}
            rows={await shownWithReasons(page.rows)}
            sorting={{
              column: "joined",
              direction,
              hrefs: { joined: accountGroupAddress(id, view, { dir: direction === "desc" ? "asc" : null }) },
            }}
            self={account.id}
            more={Boolean(before || after)}
            actions={manages ? actions : undefined}
            many={manages ? many : undefined}
          />
        ) : (
          <Nothing id={id} view={view} />
        )}
        {direction === "desc" ? <Pager newer={before} older={after} /> : <Pager newer={after} older={before} />}
      </HiddenColumnsProvider>
    </ClientMessages>
  )
}

/** Tells accounts from people, who have a list of their own. */
async function lead({ organizationId, name }: OrganizationGate["organization"]) {
  const t = await getTranslations("accountGroup")
  const link = (words: ReactNode) => <RouterLink href={membersOf(organizationId)}>{words}</RouterLink>
  return t.rich("lead", { organization: name, link })
}

async function Nothing({ id, view }: { id: string; view: AccountGroupView }) {
  const t = await getTranslations("accountGroup")
  if (!isAccountGroupFiltered(view) && !view.cursor) {
    return (
      <EmptyState icon={<UsersRound />} title={t("none")}>
        {t("noneHint")}
      </EmptyState>
    )
  }
  return <NoMatch title={t("noMatch")} hint={t("noMatchHint")} all={accountGroupOf(id)} />
}
