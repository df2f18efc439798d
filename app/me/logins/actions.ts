"use server"

import { redirect } from "next/navigation"
import { disableKeys } from "@/lib/access-keys/disabling"
import { endLogin, endOtherLogins } from "@/lib/accounts/logins/logins"
import type { ActionResult, Outcome, SentForm } from "@/lib/shared/outcome"
import { refuse } from "@/lib/shared/refusals"
import { action, formOf } from "@/lib/web/action"
import { withRefresh } from "@/lib/web/refresh"
import { sessionToken } from "@/lib/web/session"

type Previous = Outcome<unknown> | null

const ended = action("endLogin", endLogin)
const othersEnded = action("endOtherLogins", async (ctx) =>
  endOtherLogins(ctx, (await sessionToken()) ?? refuse("not_logged_in")),
)

/** Ends one login; the page then offers to disable the keys that it has made. */
export async function endLoginAction(_: Previous, typed: SentForm): ActionResult {
  const form = formOf(typed)
  const outcome = await ended(null, form)
  return outcome.ok ? redirect(`/me/logins?ended=${form.get("login")}`) : outcome
}

/** Ends every login but this one. */
export const endOtherLoginsAction = withRefresh(othersEnded)

/** Disables the keys that a login has made, or all of the account. */
export const disableMadeKeysAction = withRefresh(action("disableKeys", disableKeys))
