import { sql } from "drizzle-orm"
import { z } from "zod"
import { o } from "@/db/aliases"
import { record } from "@/lib/audit/audit"
import { type Context, databaseClock, noActor } from "@/lib/core/context"
import { pendingInvitations } from "@/lib/core/live"
import { lockOrganization } from "@/lib/core/locks"
import { pipelined, transact } from "@/lib/core/transaction"

type Db = Pick<Context, "db">

const MOST = 1_000_000
/** The name of who sells accounts (R39). */
export const sellerName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
const amount = z.coerce.number().int().min(1).max(MOST)

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
  seller: sellerName.optional(),
})

export interface OrganizationSettings {
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
/** What they are called, also in the audit. */
export const settingNames = organizationSettings.keyof().options

/**
 * Sets the account quota, the invitations a day, whether an organization is still being set up, and its seller
 * (R39-R41), by its Organization ID or its immutable id. Gives how it stands, also when nothing is to be set or, for it
 * is deleted, nothing can be; nothing for an unknown organization. For the command alone.
 */
export function setOrganization({ db }: Db, named: string, typed: Settings): Promise<OrganizationSettings | undefined> {
  return transact({ db }, async (tx) => {
    const id = await idOf({ db: tx }, named)
    if (!id) return undefined
    await lockOrganization({ db: tx }, id)
    const present = await settingsOf({ db: tx }, id)
    if (!present || present.closed) return present
    const wanted = { ...present, ...provided(typed) }
    const changes = settingNames.filter((name) => present[name] !== wanted[name])
    if (changes.length === 0) return present
    const { quota, dailyLimit, initializing } = wanted
    const detail = Object.fromEntries(changes.map((name) => [name, { from: present[name], to: wanted[name] }]))
    await pipelined(
      () =>
        tx.execute(sql`
          update organizations set quota = ${quota}, daily_limit = ${dailyLimit}, initializing = ${initializing},
            seller = ${wanted.seller} where id = ${id}`),
      () => record(tx, noActor, { organizationId: id, action: "organization.set", detail }),
    )
    return wanted
  })
}

function provided(typed: Settings): Settings {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined))
}

/** No Organization ID can be the immutable id of another organization. */
async function idOf({ db }: Db, named: string): Promise<string | undefined> {
  const [row] = await db.execute<{ id: string }>(sql`
    select id from organizations where id = ${named} or handle = ${named.toLowerCase()}`)
  return row?.id
}

async function settingsOf({ db }: Db, id: string): Promise<OrganizationSettings | undefined> {
  const [row] = await db.execute<OrganizationSettings & Record<string, unknown>>(sql`
    select id, handle, name, seller, quota, daily_limit as "dailyLimit", initializing, all_features as "allFeatures",
           entity_id is not null as certified, member_count as members,
           ${pendingInvitations(o, databaseClock)} as pending, closed_at is not null as closed
      from organizations o where o.id = ${id}`)
  return row
}
