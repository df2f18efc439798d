import { redirect } from "next/navigation"
import { homeOf } from "@/components/shell/navigation"
import { mustBeLoggedIn } from "@/lib/web/session"

export default async function StartPage() {
  const { account, memberships } = await mustBeLoggedIn()
  const [first] = memberships
  if (first) redirect(homeOf(first.organizationId, first.role))
  redirect(account.operator ? "/operator" : "/me")
}
