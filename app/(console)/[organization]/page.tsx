import { redirect } from "next/navigation"
import { homeOf } from "@/app/home"
import { enter } from "@/lib/web/session"

export default async function OrganizationPage({ params }: PageProps<"/[organization]">) {
  const { organization } = await enter((await params).organization, "profile.read")
  redirect(homeOf(organization))
}
