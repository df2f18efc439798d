import { requirePermission } from "@/lib/web/session"

/** Outside of Loading, which would have begun the answer with a status before the gate refuses. */
export default async function AuditLayout({ params, children }: LayoutProps<"/[organization]/iam/audit">) {
  await requirePermission((await params).organization, "audit.read")
  return children
}
