import { eq } from "drizzle-orm"
import { accounts } from "@/db/schema"
import { createAccessKey, type NewAccessKey } from "@/lib/access-keys/access-keys"
import { newAccount } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { parseContact } from "@/lib/core/contacts"
import { type Context, type LoggedIn, noActor } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import { sellerName } from "@/lib/operator/organization-settings"
import { forms } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { KeyPermission } from "@/lib/shared/roles"

interface ImportedAccount {
  name: string
  email: string
  seller?: string
  /** What its first access key may be used for; left out, it gets no key. */
  permissions?: KeyPermission[]
}

/**
 * Provides an account that belongs to no organization, for moves from elsewhere and for tests: its e-mail address
 * counts as verified, and the owner of the mailbox sets the password by Forgot password. Gives the account, and
 * this once the access key that was asked for. Refuses `invalid_input` with the field, and `contact_taken`. For the
 * command alone.
 */
export async function importAccount({ db }: Pick<Context, "db">, account: ImportedAccount) {
  const contact = parseContact(account.email)
  if (contact?.channel !== "email") refuse("invalid_input", { field: "email" })
  const name = forms.register.shape.name.safeParse(account.name)
  if (!name.success) refuse("invalid_input", { field: "name" })
  if (account.seller && !sellerName.safeParse(account.seller).success) refuse("invalid_input", { field: "seller" })
  return transact({ db }, async (tx) => {
    const id = await newAccount(tx, { name: name.data, contact: contact.address, seller: account.seller })
    const [row] = await tx.select({ number: accounts.number }).from(accounts).where(eq(accounts.id, id))
    await record(tx, noActor, { action: "account.provide", target: id })
    const own: LoggedIn = { ...noActor, db: tx, actor: { accountId: id, freshLogin: true } }
    const { permissions } = account
    const key: NewAccessKey | null = permissions ? await createAccessKey(own, { name: name.data, permissions }) : null
    return { id, number: row?.number ?? "", name: name.data, email: contact.address, key }
  })
}
