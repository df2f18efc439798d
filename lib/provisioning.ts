import { eq, sql } from "drizzle-orm"
import { z } from "zod"
import { accounts } from "../db/schema"
import { createAccessKey, type NewAccessKey } from "./access-keys"
import { newAccount } from "./accounts"
import { record } from "./audit"
import { parseContact } from "./contacts"
import { type Context, databaseClock, type LoggedIn } from "./context"
import { refuse } from "./errors"
import { forms } from "./forms"
import { lockOrganization } from "./organizations"
import { invitationsWaiting } from "./pending"
import type { KeyPermission } from "./roles"
import { flight, transact } from "./transaction"

// What only commands do: no page and no program reaches it, so that nobody is logged in and the audit names no actor.

type Db = Pick<Context, "db">

const MOST = 1_000_000
const amount = z.coerce.number().int().min(1).max(MOST)
const seller = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
const span = z.string().regex(/^[+-]?\d{1,5} (second|minute|hour|day)s?$/)
const nobody = { actor: null, clock: databaseClock, ip: null }

/** What operators set of an organization; what is left out stays. */
export const organizationSettings = z.strictObject({
  quota: amount.optional(),
  /** Invitations a day; null for what the settings say. */
  dailyLimit: z
    .literal("default")
    .transform(() => null)
    .or(amount)
    .optional(),
  initializing: z
    .enum(["on", "off"])
    .transform((word) => word === "on")
    .optional(),
  seller: seller.optional(),
})

export interface ProvidedOrganization {
  id: string
  handle: string
  name: string
  seller: string
  quota: number
  dailyLimit: number | null
  initializing: boolean
  allFeatures: boolean
  certified: boolean
  members: number
  pending: number
  closed: boolean
}

type Settings = z.output<typeof organizationSettings>
const settingNames = ["quota", "dailyLimit", "initializing", "seller"] as const

/**
 * Sets the account quota, the invitations a day, whether an organization is still being set up, and its seller
 * (R39-R41), by its Organization ID or its immutable id. Gives how it stands, also when nothing is to be set or, for it
 * is deleted, nothing can be; nothing for an unknown organization.
 */
export function setOrganization({ db }: Db, named: string, typed: Settings): Promise<ProvidedOrganization | undefined> {
  return transact({ db }, async (tx) => {
    const id = await idOf({ db: tx }, named)
    if (!id) return undefined
    await lockOrganization(tx, id)
    const present = await standingOf({ db: tx }, id)
    if (!present || present.closed) return present
    const wanted = { ...present, ...given(typed) }
    const changes = settingNames.filter((name) => present[name] !== wanted[name])
    if (changes.length === 0) return present
    const { quota, dailyLimit, initializing } = wanted
    const detail = Object.fromEntries(changes.map((name) => [name, { from: present[name], to: wanted[name] }]))
    await flight(
      () =>
        tx.execute(sql`
          update organizations set quota = ${quota}, daily_limit = ${dailyLimit}, initializing = ${initializing},
            seller = ${wanted.seller} where id = ${id}`),
      () => record(tx, nobody, { organizationId: id, action: "organization.set", detail }),
    )
    return wanted
  })
}

function given(typed: Settings): Settings {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined))
}

/** No Organization ID can be the immutable id of another organization. */
async function idOf({ db }: Db, named: string): Promise<string | undefined> {
  const [row] = await db.execute<{ id: string }>(sql`
    select id from organizations where id = ${named} or handle = ${named.toLowerCase()}`)
  return row?.id
}

async function standingOf({ db }: Db, id: string): Promise<ProvidedOrganization | undefined> {
  const [row] = await db.execute<ProvidedOrganization & Record<string, unknown>>(sql`
    select id, handle, name, seller, quota, daily_limit as "dailyLimit", initializing, all_features as "allFeatures",
           entity_id is not null as certified, member_count as members,
           ${invitationsWaiting(databaseClock)} as pending, closed_at is not null as closed
      from organizations o where o.id = ${id}`)
  return row
}

interface NewStandaloneAccount {
  name: string
  email: string
  seller?: string
  /** What its first access key may be used for; none without. */
  permissions?: KeyPermission[]
}

/**
 * Provides an account that belongs to no organization, for moves from elsewhere and for tests: its e-mail address
 * counts as proved, and whoever has the mailbox sets the password by Forgot password. Gives what it is, and the access
 * key that was asked for, once. Refuses `invalid_input` with the field, and `contact_taken`.
 */
export async function provideAccount({ db }: Db, account: NewStandaloneAccount) {
  const contact = parseContact(account.email)
  if (contact?.channel !== "email") refuse("invalid_input", { field: "email" })
  const name = forms.register.shape.name.safeParse(account.name)
  if (!name.success) refuse("invalid_input", { field: "name" })
  if (account.seller && !seller.safeParse(account.seller).success) refuse("invalid_input", { field: "seller" })
  return transact({ db }, async (tx) => {
    const id = await newAccount(tx, { name: name.data, contact: contact.address, seller: account.seller })
    const [row] = await tx.select({ number: accounts.number }).from(accounts).where(eq(accounts.id, id))
    await record(tx, nobody, { action: "account.provide", target: id })
    const own: LoggedIn = { ...nobody, db: tx, actor: { accountId: id, freshLogin: true } }
    const { permissions } = account
    const key: NewAccessKey | null = permissions ? await createAccessKey(own, { name: name.data, permissions }) : null
    return { id, number: row?.number ?? "", name: name.data, email: contact.address, key }
  })
}

/**
 * Moves all times of a handshake, so that a test need not wait until it expires. For the demo's command alone. False
 * when there is no such handshake; refuses `invalid_input` for what is no span such as "-20 days".
 */
export async function moveHandshake({ db }: Db, id: string, by: string): Promise<boolean> {
  if (!span.safeParse(by).success) refuse("invalid_input", { field: "by" })
  return transact({ db }, async (tx) => {
    const [moved] = await tx.execute<{ organizationId: string; target: string }>(sql`
      update handshakes set proposed_at = proposed_at + t.span, sent_at = sent_at + t.span,
        expires_at = expires_at + t.span, settled_at = settled_at + t.span
      from (select ${by}::interval as span) t where id = ${id}
      returning organization_id as "organizationId", subject as target`)
    if (moved) await record(tx, nobody, { ...moved, action: "handshake.move", handshakeId: id, detail: { by } })
    return moved !== undefined
  })
}
