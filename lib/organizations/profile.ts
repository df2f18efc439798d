import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm"
import { a, o, u } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows, type RowOf } from "@/db/rows"
import { organizations } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { accessKeysCounted, accountsCounted, isRecent, membersCounted, pendingInvitations } from "@/lib/core/live"
import { pipelined } from "@/lib/core/transaction"
import { claimRenamed, mustLookOfItsOwn } from "@/lib/effects/names"
import type { Input } from "@/lib/shared/forms"
import type { Industry, Scale } from "@/lib/shared/places"
import { refuse } from "@/lib/shared/refusals"
import { type Profile, type ProfileFields, profileFields } from "@/lib/shared/rows/organization"

const ACTION = "organization.edit"

const versionedProfile = {
  name: o.name,
  handle: o.handle,
  address: o.address,
  licenceNumber: o.licenceNumber,
  industry: sql<Industry | null>`${o.industry}`,
  country: o.country,
  scale: sql<Scale | null>`${o.scale}`,
  version: o.profileVersion,
}

/** An organization as its profile shows it, with what is counted of it. (R62, R63, R67) */
export async function profileOf({ db, clock }: Context, organizationId: ReadableOrganizationId): Promise<Profile> {
  const counts = {
    quota: o.quota,
    taken: o.seatsTaken,
    members: membersCounted(o),
    pending: pendingInvitations(o, clock),
    accounts: accountsCounted(o),
    accessKeys: accessKeysCounted(o),
  }
  const [profile] = await queryRows(
    db,
    { ...versionedProfile, ...counts, createdAt: o.createdAt },
    (columns) => sql`select ${columns} from ${organizations} ${o} where ${o.id} = ${organizationId}`,
  )
  return profile ?? refuse("not_found")
}

/**
 * Saves what an owner or administrator has typed over the profile that they have read. Refuses everybody else,
 * `handle_taken` at the Organization ID that another organization has, `name_reserved` and `name_alike` at a name that
 * looks like the site's or that of a certified enterprise, and `changed_meanwhile`, with who changed what
 * to what, when the profile is not the one that they have read any more. (R64, R65)
 */
export function updateProfile(ctx: LoggedIn, { organizationId, version, ...typed }: Input<"updateProfile">) {
  return change(ctx, { permission: "profile.edit", organizationId, action: ACTION }, async (tx, entry) => {
    const [present] = await tx.select(versionedProfile).from(o).where(eq(o.id, organizationId))
    if (!present) refuse("not_found")
    if (isIdOfAnother(typed.handle, organizationId)) refuse("handle_taken", { field: "handle" })
    const changes = changesBetween(present, typed)
    if (Object.keys(changes).length === 0) return
    if (present.version !== version) await refuseConflict(tx, { organizationId, present, version })
    if (changes.name) await mustLookOfItsOwn(tx, { organizationId, name: typed.name })
    const [written] = await pipelined(
      () => writeProfile(tx, { organizationId, version, typed, clock: ctx.clock }),
      () => record(tx, ctx, { ...entry, detail: changes }),
    )
    if (written.length !== 1) refuse("not_found")
    if (changes.name) await claimRenamed(tx, { organizationId, name: typed.name })
  })
}

/** Ids are for addresses and programs: an organization shows its own, and never one that could be another's. */
function isIdOfAnother(handle: string, organizationId: string): boolean {
  return handle.startsWith("o-") && handle !== organizationId
}

/** What an edit changes, as the audit keeps it. */
function changesBetween(present: ProfileFields, typed: ProfileFields) {
  return Object.fromEntries(
    profileFields
      .filter((field) => present[field] !== typed[field])
      .map((field) => [field, { from: present[field], to: typed[field] }]),
  )
}

interface Conflict {
  organizationId: string
  present: RowOf<typeof versionedProfile>
  version: number
}

/** Names to the second of two editors the first, and the present values of the fields that were changed meanwhile. */
async function refuseConflict(tx: Queries, { organizationId, present, version }: Conflict): Promise<never> {
  const fields = sql<(keyof ProfileFields)[]>`(select json_agg(field) from jsonb_object_keys(${u.detail}) field)`
  const edits = await tx
    .select({ who: a.name, fields })
    .from(u)
    .innerJoin(a, eq(a.id, u.actorId))
    .where(and(eq(u.organizationId, organizationId), eq(u.action, ACTION), isNull(u.refusal)))
    .orderBy(desc(u.id))
    .limit(Math.max(present.version - version, 0))
  const changed = edits.flatMap(({ fields }) => fields).map((field) => [field, present[field] ?? ""])
  const who = edits[0]?.who ?? "nobody"
  refuse("changed_meanwhile", { facts: { who, version: present.version, ...Object.fromEntries(changed) } })
}

interface Edit {
  organizationId: string
  version: number
  typed: ProfileFields
  clock: SQL
}

/**
 * Of a certified enterprise the name before is kept for a while; of several changes in that time it is the first, so
 * that a second one hides nothing.
 */
function renaming(name: string, clock: SQL) {
  const { name: before, formerName, renamedAt, entityId } = organizations
  const first = sql`case when ${isRecent(renamedAt, clock)} then coalesce(${formerName}, ${before}) else ${before} end`
  const isRenamed = sql`${entityId} is not null and ${before} <> ${name}`
  return {
    formerName: sql`case when ${isRenamed} then nullif(${first}, ${name}) else ${formerName} end`,
    renamedAt: sql`case when ${isRenamed} then ${clock} else ${renamedAt} end`,
  }
}

function writeProfile(tx: Queries, { organizationId, version, typed, clock }: Edit) {
  return tx
    .update(organizations)
    .set({ ...typed, ...renaming(typed.name, clock), profileVersion: version + 1 })
    .where(and(eq(organizations.id, organizationId), eq(organizations.profileVersion, version)))
    .returning({ version: organizations.profileVersion })
}
