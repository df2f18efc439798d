import { accountWith, newAccount } from "@/lib/accounts/accounts"
import { hashPassword } from "@/lib/accounts/passwords"
import { openSession } from "@/lib/accounts/sessions"
import { mustBeStrong } from "@/lib/accounts/strength"
import { mustBeContact } from "@/lib/accounts/typed-contact"
import { checkCode, sendCode, useVerification } from "@/lib/accounts/verification"
import { record } from "@/lib/audit/audit"
import type { Context, LoggedIn } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

/**
 * Starts a registration: nothing exists until the code that goes to the contact comes back, so nobody can take an
 * address that is not their own. Answers the same for a contact that has an account; its owner gets a letter. Gives
 * the id to answer with. Refuses a contact as `mustBeContact` does, `weak_password` and `rate_reached`. (R34)
 */
export async function register(ctx: Context, { contact: typed, name, password, locale }: Input<"register">) {
  const contact = mustBeContact(ctx, typed)
  await mustBeStrong(ctx, { password, words: [name, contact.address] })
  const taken = await accountWith(ctx, contact)
  // Hashed for a taken contact too: the time must not give it away.
  const draft = async () => {
    const passwordHash = await hashPassword(password)
    return taken ? null : { name, passwordHash, locale }
  }
  return sendCode(ctx, {
    purpose: "register",
    contact,
    draft,
    ...(taken
      ? { owner: taken, locale: taken.locale, decoy: true, template: "account-exists" }
      : { locale, template: "code" }),
  })
}

/**
 * Ends a registration with the code: the account exists, its contact is verified, and it is logged in. Gives the
 * session's token. Refuses `wrong_code` and `code_spent`.
 */
export async function completeRegistration(ctx: Context, input: Input<"code">): Promise<string> {
  const verification = await checkCode(ctx, input, "register")
  return transact(ctx, async (tx) => {
    await useVerification(tx, ctx, verification)
    const id = await newAccount(tx, { ...(verification.draft ?? refuse("code_spent")), contact: verification.contact })
    const own: LoggedIn = { ...ctx, actor: { accountId: id, freshLogin: true } }
    await record(tx, own, { action: "account.register", target: verification.contact })
    return openSession(tx, ctx, id)
  })
}
