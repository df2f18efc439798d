import { requirePermission } from "@/lib/web/session"

/** Outside of Loading, which would have begun the answer with a status before the gate refuses. */
export default async function MembersLayout({ params, children }: LayoutProps<"/[organization]/enterprise/members">) {
  await requirePermission((await params).organization, "members.read")
  return children
}
