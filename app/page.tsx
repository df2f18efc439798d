import { redirect } from "next/navigation"
import { mustBeLoggedIn } from "@/lib/web/session"
import { homeOf } from "./home"

export default async function StartPage() {
  const [first] = (await mustBeLoggedIn()).memberships
  redirect(first ? homeOf(first) : "/account")
}
