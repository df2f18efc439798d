import { randomBytes } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accessKeys } from "@/db/schema"
import { mustBeFresh } from "@/lib/accounts/accounts"
import type { AuditAction } from "@/lib/audit/actions"
import { audited, type Entry, record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { lockAccount, roleIn } from "@/lib/core/locks"
import { currentKeyId, encrypt, randomWord } from "@/lib/core/secrets"
import { pipelined } from "@/lib/core/transaction"
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
  const attempted = { organizationId, action: "key.create" } as const
  if (entitled) await mustBeFresh(ctx, password, attempted)
  return asManager(ctx, attempted, async (tx, entry) => {
    await mustHaveRoom(tx, accountId, organizationId)
    await consumeLimits(tx, ctx, [["accessKeysPerAccount", accountId]])
    const made = { id: newId(), secret: randomBytes(SECRET_BYTES).toString("base64url") }
    const keyId = currentKeyId()
    const secret = encrypt(made.secret, made.id, keyId)
    const columns = { id: made.id, accountId, organizationId, name, permissions, secret, keyId, createdAt: ctx.clock }
    await pipelined(
      () => tx.insert(accessKeys).values(columns),
      () => record(tx, ctx, { ...entry, target: made.id, detail: { name, permissions } }),
    )
    return made
  })
}

/**
 * Disables a key or enables it again; a disabled one is refused from the next request on. Refuses for a key of an
 * organization all but its super admin, and for one's own all but oneself. What stands already is left alone.
 */
export function setAccessKey(ctx: LoggedIn, { id, enabled }: Input<"setAccessKey">): Promise<void> {
  const effect = sql`disabled_at = ${enabled ? sql`null` : ctx.clock}`
  const when = sql`(disabled_at is null) <> ${enabled}::boolean`
  return update(ctx, { id, action: enabled ? "key.enable" : "key.disable", effect, when })
}

/** Deletes a key for good; the request log keeps its name. Refuses as `setAccessKey` does. */
export function deleteAccessKey(ctx: LoggedIn, { id }: Input<"accessKey">): Promise<void> {
  return update(ctx, { id, action: "key.delete", effect: sql`deleted_at = ${ctx.clock}`, when: sql`true` })
}

interface Update {
  id: string
  action: "key.enable" | "key.disable" | "key.delete"
  effect: SQL
  when: SQL
}

/** Changes a key that exists; what changes nothing leaves no trace. */
async function update(ctx: LoggedIn, { id, action, effect, when }: Update) {
  const [key] = await ctx.db.execute<{ organizationId: string | null; accountId: string; name: string }>(sql`
    select organization_id as "organizationId", account_id as "accountId", name from access_keys
     where id = ${id} and deleted_at is null`)
  if (!key || (!key.organizationId && key.accountId !== ctx.actor.accountId)) refuse("not_found")
  const { organizationId, name } = key
  await asManager(ctx, { organizationId, action, target: id }, async (tx, entry) => {
    const changed = await tx.execute(sql`
      update access_keys set ${effect} where id = ${id} and deleted_at is null and ${when} returning 1`)
    if (changed.length === 1) await record(tx, ctx, { ...entry, detail: { name } })
  })
}

/** One change to the keys of an organization by its super admin, or of an account by its holder, under their lock. */
function asManager<A extends AuditAction, T>(
  ctx: LoggedIn,
  entry: Entry<A>,
  work: (tx: Queries, entry: Entry<A>) => Promise<T>,
): Promise<T> {
  const { organizationId } = entry
  if (organizationId) return change(ctx, { ...entry, organizationId, permission: "keys.manage" }, work)
  return audited(
    ctx,
    async (tx) => {
      await lockAccount(tx, ctx.actor.accountId)
      return { entry }
    },
    (tx) => work(tx, entry),
  )
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
