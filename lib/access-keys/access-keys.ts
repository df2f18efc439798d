import { randomBytes } from "node:crypto"
import { and, count, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accessKeys, sessions } from "@/db/schema"
import { mustBeFresh, notifyOwner } from "@/lib/accounts/accounts"
import type { AuditAction } from "@/lib/audit/actions"
import { audited, type Entry, record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { lockAccount, ownRoleIn } from "@/lib/core/locks"
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

/** The URL to which API clients send their requests, at the configured origin. */
export function apiEndpoint(): string {
  return `${settings().origin}${ENDPOINT}`
}

/** A new key with its secret, which is shown once. */
export interface NewAccessKey {
  id: string
  secret: string
}

/**
 * Creates a key with which API clients act for the account: in an organization, or for the account itself. Gives its
 * secret, which cannot be read again. Refuses for an organization all but its super admin, `password_needed` and
 * `wrong_password` when the login is not fresh, `too_many_keys` and `rate_reached`. (R43)
 */
export async function createAccessKey(ctx: LoggedIn, input: Input<"createAccessKey">): Promise<NewAccessKey> {
  const { organizationId = null, name, permissions, password } = input
  const { accountId } = ctx.actor
  const attempted = { organizationId, action: "key.create" } as const
  if (await isEntitled(ctx, organizationId)) await mustBeFresh(ctx, password, attempted)
  return asManager(ctx, attempted, async (tx, entry) => {
    await mustHaveRoomForKey(tx, { accountId, organizationId })
    await consumeLimits(tx, ctx, [["accessKeysPerAccount", accountId]])
    const id = newId()
    const secret = randomBytes(SECRET_BYTES).toString("base64url")
    const keyId = currentKeyId()
    const encrypted = { keyId, secret: encrypt(secret, id, keyId) }
    const made = { createdAt: ctx.clock, login: ctx.actor.login ?? null }
    const columns = { id, accountId, organizationId, name, permissions, ...encrypted, ...made }
    await pipelined(
      () => tx.insert(accessKeys).values(columns),
      () => record(tx, ctx, { ...entry, target: id, detail: { name, permissions } }),
      () => notifyOwner(tx, { id: accountId }, { template: "key-created", words: { key: name } }),
    )
    return { id, secret }
  })
}

/**
 * Disables a key, which is refused from the next request on, or enables it again, which asks like creating one. Refuses
 * for a key of an organization all but its super admin, and for an account's own key all but its holder; to enable one
 * also `password_needed` and `wrong_password`. Leaves one that is so already.
 */
export function setAccessKey(ctx: LoggedIn, { id, enabled, password }: Input<"setAccessKey">): Promise<void> {
  return enabled
    ? update(ctx, {
        id,
        action: "key.enable",
        columns: { disabledAt: null },
        when: isNotNull(accessKeys.disabledAt),
        fresh: (entry) => mustBeFresh(ctx, password, entry),
      })
    : update(ctx, {
        id,
        action: "key.disable",
        columns: { disabledAt: ctx.clock },
        when: isNull(accessKeys.disabledAt),
      })
}

/** Deletes a key for good; the request log keeps its name. Refuses as `setAccessKey` does. */
export function deleteAccessKey(ctx: LoggedIn, { id }: Input<"accessKey">): Promise<void> {
  return update(ctx, { id, action: "key.delete", columns: { deletedAt: ctx.clock } })
}

/** Whether the account may manage keys there; one without the right is refused where the attempt is recorded. */
async function isEntitled(ctx: LoggedIn, organizationId: string | null): Promise<boolean> {
  return !organizationId || can(await ownRoleIn(ctx, organizationId), "keys.manage")
}

interface Update {
  id: string
  action: "key.enable" | "key.disable" | "key.delete"
  columns: { disabledAt?: SQL<Date> | null; deletedAt?: SQL<Date> }
  when?: SQL
  /** What an old login is asked before. */
  fresh?: (attempted: Entry) => Promise<void>
}

/** Changes a key that exists; an update that changes nothing is not recorded. */
async function update(ctx: LoggedIn, { id, action, columns, when, fresh }: Update) {
  const isKey = and(eq(accessKeys.id, id), isNull(accessKeys.deletedAt))
  const { organizationId, accountId, name } = accessKeys
  const [key] = await ctx.db.select({ organizationId, accountId, name }).from(accessKeys).where(isKey)
  if (!key || (!key.organizationId && key.accountId !== ctx.actor.accountId)) refuse("not_found")
  const attempted = { organizationId: key.organizationId, action, target: id }
  if (await isEntitled(ctx, key.organizationId)) await fresh?.(attempted)
  await asManager(ctx, attempted, async (tx, entry) => {
    const changed = await tx.update(accessKeys).set(columns).where(and(isKey, when)).returning({ one: sql`1` })
    if (changed.length === 1) await record(tx, ctx, { ...entry, detail: { name: key.name } })
  })
}

/** One change to the keys of an organization by its super admin, or of an account by its holder, under their lock. */
function asManager<A extends AuditAction, T>(
  ctx: LoggedIn,
  entry: Entry<A>,
  work: (tx: Queries, entry: Entry<A>) => Promise<T>,
): Promise<T> {
  const { organizationId } = entry
  if (organizationId) {
    return change(ctx, { ...entry, organizationId, permission: "keys.manage" }, async (tx, detail) => {
      // As who takes the account back locks it: a key is made before that, and disabled by it, or not at all.
      await lockAccount(tx, ctx.actor.accountId)
      await mustBeGoingOn(tx, ctx)
      return work(tx, detail)
    })
  }
  return audited(
    ctx,
    async (tx) => {
      await lockAccount(tx, ctx.actor.accountId)
      await mustBeGoingOn(tx, ctx)
      return { entry }
    },
    (tx) => work(tx, entry),
  )
}

/** Refuses `login_expired` where the login has ended since its request began. */
async function mustBeGoingOn(tx: Queries, { actor: { login } }: LoggedIn) {
  if (!login) return
  const open = and(eq(sessions.hash, login), isNull(sessions.endedAt))
  const found = await tx.select({ hash: sessions.hash }).from(sessions).where(open)
  if (found.length !== 1) refuse("login_expired")
}

/** Counts under the lock, so that of two keys created at once the second counts the first. */
async function mustHaveRoomForKey(tx: Queries, holder: { accountId: string; organizationId: string | null }) {
  const { organizationId, accountId, deletedAt } = accessKeys
  const whose = holder.organizationId
    ? eq(organizationId, holder.organizationId)
    : and(eq(accountId, holder.accountId), isNull(organizationId))
  const [row] = await tx
    .select({ count: count() })
    .from(accessKeys)
    .where(and(whose, isNull(deletedAt)))
  if ((row?.count ?? 0) >= (holder.organizationId ? MOST_OF_ORGANIZATION : MOST_OF_ACCOUNT)) refuse("too_many_keys")
}

function newId(): string {
  return ID_PREFIX + randomWord(ID_LENGTH - ID_PREFIX.length, LETTERS)
}
