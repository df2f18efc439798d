import { requirePermission } from "@/lib/web/session"

/** Outside of Loading, which would have begun the answer with a status before the gate refuses. */
export default async function TasksLayout({ params, children }: LayoutProps<"/[organization]/account/tasks">) {
  await requirePermission((await params).organization, "requests.review")
  return children
}
