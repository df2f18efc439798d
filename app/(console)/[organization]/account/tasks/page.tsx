import { ListChecks } from "lucide-react"
import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { approveRequestAction, rejectRequestAction } from "@/app/(console)/[organization]/account/tasks/actions"
import { Reapproval } from "@/app/(console)/[organization]/account/tasks/reapproval"
import { ClientMessages } from "@/app/(console)/client-messages"
import { AccountTasks } from "@/components/tasks/account-tasks"
import { PageHeader } from "@/components/ui/page-header"
import { EmptyState } from "@/components/ui/table-states"
import { certificationOf } from "@/lib/organizations/certification"
import { countReapprovals, tasksOf } from "@/lib/organizations/tasks"
import { shown } from "@/lib/web/reader/shown"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("tasks"))("title") }
}

/** Account Center > Overview > Account Tasks: what waits for the visitor's answer here. */
export default async function TasksPage({ params }: PageProps<"/[organization]/account/tasks">) {
  const [{ organization: id }, t] = await Promise.all([params, getTranslations("tasks")])
  const { ctx, organization } = await requirePermission(id, "requests.review")
  const { organizationId, name } = organization
  const [rows, invitations, { entity }] = await Promise.all([
    tasksOf(ctx, organizationId),
    countReapprovals(ctx, organizationId),
    certificationOf(ctx, organizationId),
  ])
  return (
    <ClientMessages of={["tasks"]}>
      <PageHeader title={t("title")} facts={t("lead", { organization: name })} />
      {invitations > 0 && <Reapproval organizationId={id} count={invitations} />}
      {rows.length > 0 && (
        <AccountTasks
          rows={shown(rows)}
          enterprise={{ organization: name, entity: entity?.name ?? name }}
          actions={{ approve: approveRequestAction, reject: rejectRequestAction }}
        />
      )}
      {rows.length === 0 && invitations === 0 && (
        <EmptyState icon={<ListChecks />} title={t("none")}>
          {t("noneHint")}
        </EmptyState>
      )}
    </ClientMessages>
  )
}
