import { redirect } from "next/navigation"
import { mustBeSignedIn } from "@/lib/web/session"
import { homeOf } from "./home"

export default async function StartPage() {
  const [first] = (await mustBeSignedIn()).memberships
  redirect(first ? homeOf(first) : "/account")
}
