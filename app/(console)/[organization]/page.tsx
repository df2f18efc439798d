import { redirect } from "next/navigation"
import { homeOf } from "@/components/shell/navigation"
import { requirePermission } from "@/lib/web/session"

export default async function OrganizationPage({ params }: PageProps<"/[organization]">) {
  const { organization } = await requirePermission((await params).organization, "profile.read")
  redirect(homeOf(organization.organizationId, organization.role))
}
