import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { InviteButton, Inviting } from "@/components/inviting"
import { Callout } from "@/components/ui/callout"
import { PageHeader } from "@/components/ui/page-header"
import { Tabs } from "@/components/ui/tabs"
import { can } from "@/lib/roles"
import type { Membership } from "@/lib/sessions"
import { enter } from "@/lib/web/session"
import { ClientWords } from "../../../client-words"
import { inviteAction, linkAction, recordsAction, resendAction, retryAction, revokeAction } from "./actions"
import { pathOf, type View, viewOf } from "./address"
import { MembersTab } from "./members-tab"
import { RecordsTab } from "./records-tab"

const actions = {
  invite: inviteAction,
  records: recordsAction,
  revoke: revokeAction,
  resend: resendAction,
  link: linkAction,
  retry: retryAction,
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("members"))("title") }
}

/** Enterprise > Members: who belongs here, who is invited, and the button to invite more (R3-R18). */
export default async function MembersPage({ params, searchParams }: PageProps<"/[organization]/enterprise/members">) {
  const [{ organization: id }, query, t] = await Promise.all([params, searchParams, getTranslations("members")])
  const { ctx, account, organization } = await enter(id, "members.read")
  const view = viewOf(query)
  const { role, certified, name } = organization
  const mayInvite = can(role, "members.invite")
  return (
    <ClientWords of={["members", "records", "inviting", "roles", "statuses"]}>
      <Inviting
        organization={{ id, name, membersPath: pathOf(id) }}
        refusal={await refusalOf(organization)}
        actions={mayInvite ? actions : undefined}
      >
        <PageHeader title={t("title")} facts={t("lead", { organization: name })} actions={<InviteButton />} />
        {!certified && (
          <Callout tone="warning" title={t("uncertified.title")}>
            {t("uncertified.next")}
          </Callout>
        )}
        <Views id={id} tab={view.tab} />
        {view.tab === "members" ? (
          <MembersTab ctx={ctx} organization={organization} view={view} self={account.id} />
        ) : (
          <RecordsTab ctx={ctx} organization={organization} view={view} />
        )}
      </Inviting>
    </ClientWords>
  )
}

/** Why nobody, or this visitor, can invite here (R1, R2). */
async function refusalOf({ role, certified }: Pick<Membership, "role" | "certified">) {
  const t = await getTranslations("members")
  if (!can(role, "members.invite")) return t("onlySuperAdmin")
  return certified ? null : t("uncertified.reason")
}

async function Views({ id, tab }: { id: string; tab: View["tab"] }) {
  const [t, records] = await Promise.all([getTranslations("members"), getTranslations("records")])
  return (
    <Tabs
      label={t("views")}
      tabs={[
        { href: pathOf(id), label: t("title"), current: tab === "members" },
        { href: `${pathOf(id)}?tab=records`, label: records("title"), current: tab === "records" },
      ]}
    />
  )
}
