import { notFound, redirect } from "next/navigation"
import { type Gate, mustBeLoggedIn } from "@/lib/web/session"

/** Guards the operators' pages, which do not exist for anybody else who is logged in. */
export async function enterAsOperator(): Promise<Gate> {
  const gate = await mustBeLoggedIn()
  if (!gate.account.operator) notFound()
  if (gate.ctx.actor.barred?.operating) redirect("/me/factors")
  return gate
}
