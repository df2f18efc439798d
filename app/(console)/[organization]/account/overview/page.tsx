import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { PageHeader } from "@/components/ui/page-header"
import { can } from "@/lib/roles"
import { enter } from "@/lib/web/session"
import { AccountCard } from "./account-card"
import { OrganizationsCard } from "./organizations-card"
import { RoleCard } from "./role-card"
import { TasksCard } from "./tasks-card"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") }
}

/** Account Center > Overview: who I am here, what my role may do, and where else I belong, and what waits for me (R8-R10, R94). */
export default async function OverviewPage({ params }: PageProps<"/[organization]/account/overview">) {
  const [{ organization: id }, t] = await Promise.all([params, getTranslations("overview")])
  const { account, memberships, organization } = await enter(id, "profile.read")
  return (
    <>
      <PageHeader title={t("title")} facts={t("lead", { organization: organization.name })} />
      {can(organization.role, "requests.review") && <TasksCard organizationId={id} />}
      <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-2">
        <RoleCard role={organization.role} />
        <div className="flex flex-col gap-5">
          <AccountCard account={account} />
          <OrganizationsCard memberships={memberships} current={id} />
        </div>
      </div>
    </>
  )
}
