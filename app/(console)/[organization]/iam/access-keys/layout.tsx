import { requirePermission } from "@/lib/web/session"

/** Outside of Loading, which would have begun the answer with a status before the gate refuses. */
export default async function AccessKeysLayout({ params, children }: LayoutProps<"/[organization]/iam/access-keys">) {
  await requirePermission((await params).organization, "keys.read")
  return children
}
