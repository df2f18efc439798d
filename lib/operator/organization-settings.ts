import { eq, or, sql } from "drizzle-orm"
import { z } from "zod"
import { o } from "@/db/aliases"
import { queryRows, type RowOf } from "@/db/rows"
import { organizations } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { type Context, databaseClock, noActor } from "@/lib/core/context"
import { membersCounted, pendingInvitations } from "@/lib/core/live"
import { lockOrganization } from "@/lib/core/locks"
import { pipelined, transact } from "@/lib/core/transaction"

type Db = Pick<Context, "db">

const MOST = 1_000_000
/** The name of a seller of accounts. */
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

const settingsShape = {
  id: o.id,
  handle: o.handle,
  name: o.name,
  seller: o.seller,
  quota: o.quota,
  dailyLimit: o.dailyLimit,
  initializing: o.initializing,
  allFeatures: o.allFeatures,
  certified: sql<boolean>`${o.entityId} is not null`,
  members: membersCounted(o),
  pending: pendingInvitations(o, databaseClock),
  closed: sql<boolean>`${o.closedAt} is not null`,
}
export type OrganizationSettings = RowOf<typeof settingsShape>

type Settings = z.output<typeof organizationSettings>
/** Their names, also in the audit. */
export const settingNames = organizationSettings.keyof().options

/**
 * Sets the account quota, the invitations a day, whether an organization is still being set up, and its seller, by its
 * Organization ID or its immutable id. Gives its settings, also when nothing is to be set or, because it is deleted,
 * nothing can be; undefined for an unknown organization. For the command alone. (R39-R41)
 */
export function setOrganization({ db }: Db, name: string, typed: Settings): Promise<OrganizationSettings | undefined> {
  return transact({ db }, async (tx) => {
    const id = await idOf({ db: tx }, name)
    if (!id) return undefined
    await lockOrganization({ db: tx }, id, "alone")
    const present = await settingsOf({ db: tx }, id)
    if (!present || present.closed) return present
    const wanted = { ...present, ...provided(typed) }
    const changes = settingNames.filter((setting) => present[setting] !== wanted[setting])
    if (changes.length === 0) return present
    const { quota, dailyLimit, initializing, seller } = wanted
    const detail = Object.fromEntries(
      changes.map((setting) => [setting, { from: present[setting], to: wanted[setting] }]),
    )
    await pipelined(
      () => tx.update(organizations).set({ quota, dailyLimit, initializing, seller }).where(eq(organizations.id, id)),
      () => record(tx, noActor, { organizationId: id, action: "organization.set", detail }),
    )
    return wanted
  })
}

function provided(typed: Settings): Settings {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined))
}

/** No Organization ID can be the immutable id of another organization. */
async function idOf({ db }: Db, name: string): Promise<string | undefined> {
  const { id, handle } = organizations
  const [organization] = await db
    .select({ id })
    .from(organizations)
    .where(or(eq(id, name), eq(handle, name.toLowerCase())))
  return organization?.id
}

async function settingsOf({ db }: Db, id: string): Promise<OrganizationSettings | undefined> {
  const [settings] = await queryRows(
    db,
    settingsShape,
    (columns) => sql`select ${columns} from ${organizations} ${o} where ${o.id} = ${id}`,
  )
  return settings
}
