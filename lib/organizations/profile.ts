import { sql } from "drizzle-orm"
import { o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { pendingInvitations } from "@/lib/core/live"
import { pipelined } from "@/lib/core/transaction"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { type Profile, type ProfileFields, profileFields } from "@/lib/shared/rows/organization"

const ACTION = "organization.edit"

const FIELDS = sql`name, handle, address, licence_number as "licenceNumber", industry, country, scale,
  profile_version as version`

/** An organization as its profile shows it, with the counts that its row keeps (R62, R63, R67). */
export async function profileOf({ db, clock }: Context, organizationId: ReadableOrganizationId): Promise<Profile> {
  const [row] = await db.execute<Omit<Profile, "createdAt"> & { createdAt: string }>(sql`
    select ${FIELDS}, quota, member_count as members, ${pendingInvitations(o, clock)} as pending, created_at as "createdAt"
      from organizations o where o.id = ${organizationId}`)
  if (!row) refuse("not_found")
  return { ...row, createdAt: new Date(row.createdAt) }
}

type VersionedProfile = Pick<Profile, keyof ProfileFields | "version">

/**
 * Saves what an owner or administrator has typed over the profile that he has read (R64, R65). Refuses everybody else,
 * `handle_taken` at the Organization ID that another organization has, and `changed_meanwhile`, with who changed what
 * to what, when the profile is not the one that he has read any more.
 */
export function updateProfile(ctx: LoggedIn, { organizationId, version, ...typed }: Input<"updateProfile">) {
  return change(ctx, { permission: "profile.edit", organizationId, action: ACTION }, async (tx, entry) => {
    const [present] = await tx.execute<VersionedProfile>(
      sql`select ${FIELDS} from organizations where id = ${organizationId}`,
    )
    if (!present) refuse("not_found")
    if (isIdOfAnother(typed.handle, organizationId)) refuse("handle_taken", { field: "handle" })
    const changes = changesBetween(present, typed)
    if (Object.keys(changes).length === 0) return
    if (present.version !== version) await refuseConflict(tx, organizationId, present, version)
    const [written] = await pipelined(
      () => writeProfile(tx, organizationId, version, typed),
      () => record(tx, ctx, { ...entry, detail: changes }),
    )
    if (written.length !== 1) refuse("not_found")
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

/** Tells the second of two editors who was first, and how the fields stand that were changed since he read them. */
async function refuseConflict(
  tx: Queries,
  organizationId: string,
  present: VersionedProfile,
  version: number,
): Promise<never> {
  const edits = await tx.execute<{ who: string; fields: (keyof ProfileFields)[] }>(sql`
    select a.name as who, (select json_agg(field) from jsonb_object_keys(e.detail) field) as fields
      from audit e join accounts a on a.id = e.actor_id
     where e.organization_id = ${organizationId} and e.action = ${ACTION} and e.refusal is null
     order by e.id desc limit ${Math.max(present.version - version, 0)}::int`)
  const changed = [...edits].flatMap(({ fields }) => fields).map((field) => [field, present[field] ?? ""])
  const who = edits[0]?.who ?? "nobody"
  refuse("changed_meanwhile", { facts: { who, version: present.version, ...Object.fromEntries(changed) } })
}

function writeProfile(tx: Queries, organizationId: string, version: number, typed: ProfileFields) {
  const { name, handle, address, licenceNumber, industry, country, scale } = typed
  return tx.execute(sql`
    update organizations set name = ${name}, handle = ${handle}, address = ${address},
      licence_number = ${licenceNumber}, industry = ${industry}, country = ${country}, scale = ${scale},
      profile_version = profile_version + 1
     where id = ${organizationId} and profile_version = ${version} returning 1`)
}
