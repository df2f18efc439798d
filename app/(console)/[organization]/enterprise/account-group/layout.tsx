import { requirePermission } from "@/lib/web/session"

/** Outside of Loading, which would have begun the answer with a status before the gate refuses. */
export default async function AccountGroupLayout({
  params,
  children,
}: LayoutProps<"/[organization]/enterprise/account-group">) {
  await requirePermission((await params).organization, "members.read")
  return children
}
