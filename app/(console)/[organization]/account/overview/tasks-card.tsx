import { getTranslations } from "next-intl/server"
import { waitingTasks } from "@/app/(console)/[organization]/waiting-tasks"
import { tasksOf } from "@/components/shell/navigation"
import { Card } from "@/components/ui/card"
import { RouterButton } from "@/components/ui/router-links"

/** Shows how much waits for a reviewer, and the way there. */
export async function TasksCard({ organizationId }: { organizationId: string }) {
  const [t, count] = await Promise.all([getTranslations("overview"), waitingTasks(organizationId)])
  const open = (
    <RouterButton href={tasksOf(organizationId)} look={count > 0 ? "primary" : "secondary"}>
      {t("openTasks")}
    </RouterButton>
  )
  return <Card title={t("tasks")} description={t("tasksWaiting", { count })} action={open} />
}
