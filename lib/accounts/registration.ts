import { accountWith, newAccount } from "@/lib/accounts/accounts"
import { hashPassword } from "@/lib/accounts/passwords"
import { openSession } from "@/lib/accounts/sessions"
import { mustBeStrong } from "@/lib/accounts/strength"
import { mustBeContact } from "@/lib/accounts/typed-contact"
import { checkCode, sendCode, useVerification, type Verification } from "@/lib/accounts/verification"
import { record } from "@/lib/audit/audit"
import type { Contact } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import { turnOf } from "@/lib/core/turns/fair"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { Locale } from "@/lib/shared/roles"

/**
 * Starts a registration: nothing exists until the code that goes to the contact comes back, so nobody can take an
 * address that is not their own. Answers the same for a contact that has an account; its owner gets a letter. Gives
 * the id to answer with. Refuses a contact as `mustBeContact` does, `weak_password` and `rate_reached`. (R34)
 */
export async function register(ctx: Context, { contact: typed, name, password, locale }: Input<"register">) {
  const contact = mustBeContact(ctx, typed)
  await mustBeStrong(ctx, { password, words: [name, contact.address] })
  return sendRegistrationCode(ctx, contact, {
    locale,
    // Hashed for a taken contact too: the time must not give it away.
    draft: async () => ({ name, passwordHash: await hashPassword(password, turnOf(ctx, "registration")), locale }),
  })
}

interface Registration {
  locale: Locale
  /** The account that the code creates; asked for together with the code where there is none. */
  draft?: () => Promise<Draft>
}

type Draft = NonNullable<Verification["draft"]>

/**
 * Sends the code of a registration; gives the id to answer with. Answers the same for a contact that has an account;
 * its owner gets a letter. Refuses `rate_reached`.
 */
export async function sendRegistrationCode(ctx: Context, contact: Contact, { locale, draft }: Registration) {
  const taken = await accountWith(ctx, contact)
  return sendCode(ctx, {
    purpose: "register",
    contact,
    draft: async () => {
      const drafted = (await draft?.()) ?? null
      return taken ? null : drafted
    },
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
  return createAccount(ctx, verification, verification.draft ?? refuse("code_spent"))
}

/**
 * Ends a registration that began with the code alone, with what the account is to be. Gives the session's token. Refuses
 * `weak_password`, `wrong_code` and `code_spent`. (R25, R34)
 */
export async function registerInvited(
  ctx: Context,
  { name, password, locale, ...input }: Input<"registerInvited">,
): Promise<string> {
  // The contact may show in the answer only once the code was right.
  await mustBeStrong(ctx, { password, words: [name] })
  const verification = await checkCode(ctx, input, "register")
  await mustBeStrong(ctx, { password, words: [name, verification.contact] })
  const passwordHash = await hashPassword(password, turnOf(ctx, "registration"))
  return createAccount(ctx, verification, { name, passwordHash, locale })
}

function createAccount(ctx: Context, verification: Verification, draft: Draft): Promise<string> {
  return transact(ctx, async (tx) => {
    await useVerification(tx, ctx, verification)
    const id = await newAccount(tx, { ...draft, contact: verification.contact })
    const own: LoggedIn = { ...ctx, actor: { accountId: id, freshLogin: true } }
    await record(tx, own, { action: "account.register", target: verification.contact })
    return openSession(tx, ctx, id)
  })
}
