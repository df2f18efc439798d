import { redirect } from "next/navigation"
import { homeOf } from "@/components/shell/navigation"
import { mustBeLoggedIn } from "@/lib/web/session"

export default async function StartPage() {
  const [first] = (await mustBeLoggedIn()).memberships
  redirect(first ? homeOf(first.organizationId, first.role) : "/account")
}
