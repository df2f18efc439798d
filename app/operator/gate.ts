import { notFound } from "next/navigation"
import { type Gate, mustBeLoggedIn } from "@/lib/web/session"

/** The gate of the operators' pages: to everybody else who is logged in they do not exist. */
export async function enterAsOperator(): Promise<Gate> {
  const gate = await mustBeLoggedIn()
  if (!gate.account.operator) notFound()
  return gate
}
