import type { Queries } from "@/db/client"
import { notifyOwner } from "@/lib/accounts/accounts"
import { knownBrowser, type Owner } from "@/lib/accounts/known-browsers"
import { agentOf } from "@/lib/accounts/logins/agent"
import type { Context } from "@/lib/core/context"

/** Tells an account's owner of a login with a browser that the account has not been used with before. */
export async function tellOfLogin(tx: Queries, ctx: Context, owner: Owner) {
  if (knownBrowser(ctx, owner)) return
  const { browser, system } = agentOf(ctx.userAgent)
  const from = { ip: ctx.ip ?? "", country: ctx.country ?? "" }
  const words = { browser: browser ?? "", system: system ?? "", ...from, at: new Date().toISOString() }
  await notifyOwner(tx, owner, { template: "new-login", words })
}
