import { redirect } from "next/navigation"
import { homeOf } from "@/components/shell/navigation"
import { enter } from "@/lib/web/session"

export default async function OrganizationPage({ params }: PageProps<"/[organization]">) {
  const { organization } = await enter((await params).organization, "profile.read")
  redirect(homeOf(organization.organizationId, organization.role))
}
