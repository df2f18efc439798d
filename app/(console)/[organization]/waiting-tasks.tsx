import { getTranslations } from "next-intl/server"
import { cache } from "react"
import { countTasks } from "@/lib/organizations/tasks"
import { requirePermission } from "@/lib/web/session"

/** How many tasks wait for the visitor, read once a request. */
export const waitingTasks = cache(async (organizationId: string): Promise<number> => {
  const { ctx, organization } = await requirePermission(organizationId, "requests.review")
  return countTasks(ctx, organization.organizationId)
})

/** The count beside Account Tasks; it is read while the page below it is drawn. */
export async function WaitingTasks({ organizationId }: { organizationId: string }) {
  const [count, t] = await Promise.all([waitingTasks(organizationId), getTranslations("shell")])
  if (count === 0) return null
  return (
    <span className="rounded-full bg-accent px-1.5 text-on-accent text-xs" data-figures>
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t("tasksWaiting", { count })}</span>
    </span>
  )
}
