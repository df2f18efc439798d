import { redirect } from "next/navigation"
import { startOf } from "@/components/shell/navigation"
import { mustBeLoggedIn } from "@/lib/web/session"

export default async function StartPage() {
  redirect(startOf(await mustBeLoggedIn()))
}
