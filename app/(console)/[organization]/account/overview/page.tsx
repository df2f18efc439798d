import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { OwnAccountCard } from "@/app/(console)/[organization]/account/overview/account-card"
import { OrganizationsCard } from "@/app/(console)/[organization]/account/overview/organizations-card"
import { RoleCard } from "@/app/(console)/[organization]/account/overview/role-card"
import { TasksCard } from "@/app/(console)/[organization]/account/overview/tasks-card"
import { OwnApprovals } from "@/app/me/own-approvals"
import { OwnInvitations } from "@/app/me/own-invitations"
import { affiliationOf } from "@/components/shell/navigation"
import { Card } from "@/components/ui/card"
import { PageHeader } from "@/components/ui/page-header"
import { ownInvitations } from "@/lib/invitations/own-invitations"
import { ownApprovals } from "@/lib/organizations/features"
import { can } from "@/lib/shared/roles"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") }
}

/** Account Center > Overview: the account here, what its role may do, where else it belongs and what waits for it. */
export default async function OverviewPage({ params }: PageProps<"/[organization]/account/overview">) {
  const [{ organization: id }, t] = await Promise.all([params, getTranslations("overview")])
  const { ctx, account, memberships, organization } = await requirePermission(id, "profile.read")
  const [invitations, approvals] = await Promise.all([ownInvitations(ctx), ownApprovals(ctx)])
  const [own, asked] = await Promise.all([getTranslations("ownInvitations"), getTranslations("affiliation.approvals")])
  return (
    <>
      <PageHeader title={t("title")} facts={t("lead", { organization: organization.name })} />
      {invitations.length > 0 && (
        <Card title={own("title")}>
          <OwnInvitations invitations={invitations} />
        </Card>
      )}
      {approvals.length > 0 && (
        <Card title={asked("title")}>
          <OwnApprovals approvals={approvals} href={affiliationOf(id)} />
        </Card>
      )}
      {can(organization.role, "requests.review") && <TasksCard organizationId={id} />}
      <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-2">
        <RoleCard role={organization.role} />
        <div className="flex flex-col gap-5">
          <OwnAccountCard account={account} />
          <OrganizationsCard memberships={memberships} current={id} />
        </div>
      </div>
    </>
  )
}
