import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import {
  correctAction,
  editInvitationAction,
  inviteAction,
  inviteManyAction,
  linkAction,
  previewAction,
  recordsAction,
  resendAction,
  retryAction,
  revokeAction,
} from "@/app/(console)/[organization]/enterprise/members/actions"
import { MembersTab } from "@/app/(console)/[organization]/enterprise/members/members-tab"
import { RecordsTab } from "@/app/(console)/[organization]/enterprise/members/records-tab"
import {
  type MembersPageView,
  membersPath,
  parseMembersPageView,
} from "@/app/(console)/[organization]/enterprise/members/search-params"
import {
  type CertificationStatus,
  certificationStatus,
  UncertifiedHint,
} from "@/app/(console)/[organization]/enterprise/members/uncertified"
import { ClientMessages } from "@/app/(console)/client-messages"
import { InvitationsProvider, PendingCount } from "@/components/invitations/invitations-provider"
import { InviteButton } from "@/components/invitations/invite-button"
import { accountGroupOf } from "@/components/shell/navigation"
import { PageHeader } from "@/components/ui/page-header"
import { RouterLink } from "@/components/ui/router-links"
import { Tabs } from "@/components/ui/tabs"
import { invitationDays } from "@/lib/invitations/invitations"
import { seatsOf } from "@/lib/organizations/seats"
import { counted } from "@/lib/shared/counts"
import { can, type Role } from "@/lib/shared/roles"
import { readerLocale } from "@/lib/web/action"
import { type OrganizationGate, requirePermission } from "@/lib/web/session"

const actions = {
  invite: inviteAction,
  inviteMany: inviteManyAction,
  preview: previewAction,
  records: recordsAction,
  revoke: revokeAction,
  resend: resendAction,
  edit: editInvitationAction,
  correct: correctAction,
  link: linkAction,
  retry: retryAction,
}

/** The words that the browser says beside the list, and of those the ones that the server alone says. */
const beside = ["members", "records", "duties", "statuses", "lists"] as const
const lists = ["select", "selectPage"] as const
const records = [
  "filter",
  "search",
  "anyStatus",
  "noMatch",
  "noMatchHint",
  "firstSent",
  "expiry",
  "expiresIn",
  "deliveryFilter",
] as const
const members = [
  ...(["lead", "loading", "views", "onlySuperAdmin", "uncertified", "certifying"] as const),
  ...(["filter", "search", "anyRole", "noMatch", "noMatchHint", "came", "inactive", "inactiveFor"] as const),
] as const

const said = {
  members: { of: [...beside, "origins"], without: { members, records }, only: { lists } },
  records: { of: beside, without: { records }, only: { members: ["invite"], lists } },
} as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("members"))("title") }
}

/** Enterprise > Members: who belongs here, who is invited, and the button to invite more. */
export default async function MembersPage({ params, searchParams }: PageProps<"/[organization]/enterprise/members">) {
  const readAt = Date.now()
  const [{ organization: id }, query, t] = await Promise.all([params, searchParams, getTranslations("members")])
  const { ctx, account, organization } = await requirePermission(id, "members.read")
  const view = parseMembersPageView(query)
  const { role, name } = organization
  const mayInvite = can(role, "members.invite")
  // Awaited here, because what came later than the rest would come in pieces, which only a script puts together.
  const [status, views, list] = await Promise.all([
    certificationStatus(ctx, organization),
    Views({ ctx, organization, tab: view.tab }),
    view.tab === "members"
      ? MembersTab({ ctx, organization, view, self: account.id, readAt })
      : RecordsTab({ ctx, organization, view }),
  ])
  return (
    <ClientMessages {...said[view.tab]}>
      <InvitationsProvider
        organization={{ id, name, membersPath: membersPath(id), readAt }}
        inviter={account.name}
        days={invitationDays()}
        refusal={await refusalOf(role, status)}
        actions={mayInvite ? actions : undefined}
      >
        <PageHeader title={t("title")} facts={await lead(organization)} actions={<InviteButton />} />
        <UncertifiedHint organization={organization} status={status} />
        {views}
        {list}
      </InvitationsProvider>
    </ClientMessages>
  )
}

/** Tells people from accounts, which have a list of their own. */
async function lead({ organizationId, name }: OrganizationGate["organization"]) {
  const t = await getTranslations("members")
  const link = (words: ReactNode) => <RouterLink href={accountGroupOf(organizationId)}>{words}</RouterLink>
  return t.rich("lead", { organization: name, link })
}

/** Why nobody, or this visitor, can invite here. */
async function refusalOf(role: Role, status: CertificationStatus) {
  const t = await getTranslations("members")
  if (!can(role, "members.invite")) return t("onlySuperAdmin")
  return status === "certified" ? null : t(`${status}.reason`)
}

interface ViewsProps extends Pick<OrganizationGate, "ctx" | "organization"> {
  tab: MembersPageView["tab"]
}

async function Views({ ctx, organization: { organizationId: id }, tab }: ViewsProps) {
  const [t, records, locale, { members, pending }] = await Promise.all([
    getTranslations("members"),
    getTranslations("records"),
    readerLocale(),
    seatsOf(ctx, id),
  ])
  return (
    <Tabs
      label={t("views")}
      tabs={[
        { href: membersPath(id), label: t("title"), count: counted(members, locale), current: tab === "members" },
        {
          href: `${membersPath(id)}?tab=records`,
          label: records("title"),
          count: <PendingCount count={pending} />,
          current: tab === "records",
        },
      ]}
    />
  )
}
