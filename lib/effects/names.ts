import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { claimedNames, entities, organizations } from "@/db/schema"
import { looksReserved, skeletonsOf } from "@/lib/core/names/look-alikes"
import { settings } from "@/lib/settings"
import { refuse } from "@/lib/shared/refusals"

const BATCH = 500

/** A name that an organization is to have; without an id the organization is new. */
interface Naming {
  name: string
  organizationId?: string
}

/**
 * Refuses at its field a name that looks like the site's own (`name_reserved`), or like that of a certified enterprise
 * (`name_alike`), as far as the settings say so.
 */
export async function mustLookOfItsOwn(db: Queries, { name, organizationId = "" }: Naming) {
  const why = await whyNotName(db, { name, organizationId })
  if (why) refuse(why, { field: "name" })
}

/** Whether a name could be given to a new organization. */
export async function looksOfItsOwn(db: Queries, naming: Naming): Promise<boolean> {
  return (await whyNotName(db, naming)) === null
}

async function whyNotName(db: Queries, { name, organizationId = "" }: Naming) {
  if (looksReserved(name)) return "name_reserved"
  if (settings().names.alikeAllowed) return null
  const taken = and(inArray(claimedNames.skeleton, skeletonsOf(name)), ne(claimedNames.organizationId, organizationId))
  const [other] = await db.select({ one: sql`1` }).from(claimedNames).where(taken).limit(1)
  return other ? "name_alike" : null
}

/**
 * Keeps what the names of a certified enterprise look like for it alone: its own, its legal and its former name. What
 * another one has already stays with that one.
 */
export async function claimNames(tx: Queries, organizationId: string) {
  const { name, formerName, entityId } = organizations
  const [row] = await tx
    .select({ name, formerName, legalName: entities.name })
    .from(organizations)
    .innerJoin(entities, eq(entities.id, entityId))
    .where(eq(organizations.id, organizationId))
  if (!row) return
  const skeletons = claimsOf(row)
  await tx
    .delete(claimedNames)
    .where(
      and(eq(claimedNames.organizationId, organizationId), sql`${claimedNames.skeleton} <> all(${list(skeletons)})`),
    )
  await insertClaims(
    tx,
    skeletons.map((skeleton) => ({ skeleton, organizationId })),
  )
}

/** The same when it is renamed: of two at once that look alike the second waits for the first, and is refused. */
export async function claimRenamed(tx: Queries, renamed: Required<Naming>) {
  await claimNames(tx, renamed.organizationId)
  await mustLookOfItsOwn(tx, renamed)
}

/** Gives the names of an organization free. */
export function freeNames(tx: Queries, organizationId: string) {
  return tx.delete(claimedNames).where(eq(claimedNames.organizationId, organizationId))
}

/** Claims the names of a portion of the certified enterprises behind an id; gives the last of them, null at the end. */
export async function claimNext(db: Queries, after: string): Promise<string | null> {
  const { id, name, formerName, entityId, closedAt } = organizations
  const rows = await db
    .select({ id, name, formerName, legalName: entities.name })
    .from(organizations)
    .innerJoin(entities, eq(entities.id, entityId))
    .where(and(gt(id, after), isNotNull(entityId), isNull(closedAt)))
    .orderBy(asc(id))
    .limit(BATCH)
  await insertClaims(
    db,
    rows.flatMap((row) => claimsOf(row).map((skeleton) => ({ skeleton, organizationId: row.id }))),
  )
  return rows.at(-1)?.id ?? null
}

function claimsOf(names: { name: string; legalName: string; formerName: string | null }): string[] {
  const all = [names.name, names.legalName, names.formerName ?? ""].filter(Boolean)
  return [...new Set(all.flatMap(skeletonsOf))].sort()
}

/** In their order, so that of two that claim the same neither waits for the other in turn. */
async function insertClaims(db: Queries, claims: { skeleton: string; organizationId: string }[]) {
  const sorted = claims.toSorted((one, other) => (one.skeleton < other.skeleton ? -1 : 1))
  if (sorted.length > 0) await db.insert(claimedNames).values(sorted).onConflictDoNothing()
}

function list(words: string[]) {
  return sql`array(select json_array_elements_text(${JSON.stringify(words)}::text::json))`
}
