import { randomBytes } from "node:crypto"
import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accessKeys } from "@/db/schema"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { attempt, type Entry, record } from "@/lib/audit/audit"
import { lockFor } from "@/lib/audit/rights"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { randomWord } from "@/lib/core/random"
import { currentKeyId, encrypt } from "@/lib/core/secrets"
import { pipelined } from "@/lib/core/transaction"
import { lockAccount, roleIn } from "@/lib/organizations/organizations"
import { settings } from "@/lib/settings"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"

const ID_PREFIX = "MUST"
const ID_LENGTH = 20
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
/** Forty characters that need no quoting anywhere. */
const SECRET_BYTES = 30
const MOST_OF_ORGANIZATION = 20
const MOST_OF_ACCOUNT = 5
const ENDPOINT = "/api/aws"

/** Where programs send their requests, at the origin that is configured. */
export function apiEndpoint(): string {
  return `${settings().origin}${ENDPOINT}`
}

/** A key as whoever made it sees it, once. */
export interface NewAccessKey {
  id: string
  secret: string
}

/**
 * Creates a key with which programs act for the account: in an organization, or for the account itself (R43). Gives
 * its secret, which nobody is told again. Refuses for an organization all but its super admin, `password_needed` and
 * `wrong_password` when the login is not fresh, `too_many_keys` and `rate_reached`.
 */
export async function createAccessKey(ctx: LoggedIn, input: Input<"createAccessKey">): Promise<NewAccessKey> {
  const { organizationId = null, name, permissions, password } = input
  const { accountId } = ctx.actor
  // Whoever may not is refused below, where the attempt is kept.
  const entitled = !organizationId || can(await roleIn(ctx.db, organizationId, accountId), "keys.manage")
  const entry = { organizationId, action: "key.create", detail: { name, permissions } }
  if (entitled) await mustBeFresh(ctx, password, entry)
  return attempt(ctx, async (tx, about) => {
    await mustManage(tx, ctx, entry, about)
    await mustHaveRoom(tx, accountId, organizationId)
    await consumeLimits(tx, ctx, [["accessKeysPerAccount", accountId]])
    const made = { id: newId(), secret: randomBytes(SECRET_BYTES).toString("base64url") }
    const keyId = currentKeyId()
    const secret = encrypt(made.secret, made.id, keyId)
    const columns = { id: made.id, accountId, organizationId, name, permissions, secret, keyId, createdAt: ctx.clock }
    await pipelined(
      () => tx.insert(accessKeys).values(columns),
      () => record(tx, ctx, { ...entry, target: made.id }),
    )
    return made
  })
}

/**
 * Disables a key or enables it again; a disabled one is refused from the next request on. Refuses for a key of an
 * organization all but its super admin, and for one's own all but oneself. What stands already is left alone.
 */
export function setAccessKey(ctx: LoggedIn, { id, enabled }: Input<"setAccessKey">): Promise<void> {
  return change(ctx, id, enabled ? "key.enable" : "key.disable", (tx) =>
    tx.execute(sql`
      update access_keys set disabled_at = ${enabled ? sql`null` : ctx.clock}
       where id = ${id} and deleted_at is null and (disabled_at is null) <> ${enabled}::boolean returning 1`),
  )
}

/** Deletes a key for good; the request log keeps its name. Refuses as `setAccessKey` does. */
export function deleteAccessKey(ctx: LoggedIn, { id }: Input<"accessKey">): Promise<void> {
  return change(ctx, id, "key.delete", (tx) =>
    tx.execute(sql`
      update access_keys set deleted_at = ${ctx.clock} where id = ${id} and deleted_at is null returning 1`),
  )
}

/** One change to a key that is there, by who may manage it. */
function change(ctx: LoggedIn, id: string, action: string, effect: (tx: Queries) => Promise<{ length: number }>) {
  return attempt(ctx, async (tx, about) => {
    const [key] = await tx.execute<{ organizationId: string | null; accountId: string; name: string }>(sql`
      select organization_id as "organizationId", account_id as "accountId", name from access_keys
       where id = ${id} and deleted_at is null`)
    if (!key) refuse("not_found")
    if (!key.organizationId && key.accountId !== ctx.actor.accountId) refuse("not_found")
    const entry = { organizationId: key.organizationId, action, target: id, detail: { name: key.name } }
    await mustManage(tx, ctx, entry, about)
    const changed = await effect(tx)
    if (changed.length === 1) await record(tx, ctx, entry)
  })
}

/** Locks whose keys change, an organization's or the account's own, and checks the right to change them. */
async function mustManage(tx: Queries, ctx: LoggedIn, entry: Entry, about: (entry: Entry) => Entry) {
  const { accountId } = ctx.actor
  const { organizationId } = entry
  if (!organizationId) {
    await lockAccount(tx, accountId)
    return
  }
  await lockFor("keys.manage", tx, ctx, { ...entry, organizationId }, about)
}

/** Under the lock, so that of two keys made at once the second counts the first. */
async function mustHaveRoom(tx: Queries, accountId: string, organizationId: string | null) {
  const place = organizationId
    ? sql`organization_id = ${organizationId}`
    : sql`account_id = ${accountId} and organization_id is null`
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from access_keys where ${place} and deleted_at is null`)
  if ((row?.count ?? 0) >= (organizationId ? MOST_OF_ORGANIZATION : MOST_OF_ACCOUNT)) refuse("too_many_keys")
}

function newId(): string {
  return ID_PREFIX + randomWord(ID_LENGTH - ID_PREFIX.length, LETTERS)
}
