import type { Outcome } from "@/lib/shared/outcome"

/** Whether an action was refused because its login is not fresh enough: it can be confirmed, and come back. */
export function isLoginOld(outcome: Outcome<unknown> | null): boolean {
  return outcome?.ok === false && ["password_needed", "factor_needed"].includes(outcome.code)
}
