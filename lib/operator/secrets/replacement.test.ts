import { eq, getTableColumns, getTableName, is, isNull, sql } from "drizzle-orm"
import { PgTable } from "drizzle-orm/pg-core"
import { uuidv7 } from "uuidv7"
import { afterAll, afterEach, expect, test } from "vitest"
import type { Database } from "@/db/client"
import * as schema from "@/db/schema"
import { accessKeys, audit, factors, handshakes, notices, organizations, sessions, verifications } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { forgotPassword, logIn } from "@/lib/accounts/login"
import { openSession } from "@/lib/accounts/sessions"
import { headsIn, lineOf } from "@/lib/audit/seals/heads"
import { seal } from "@/lib/audit/seals/seal"
import { chains, verifyChain } from "@/lib/audit/seals/verify"
import { contactOf } from "@/lib/core/contacts"
import { databaseClock } from "@/lib/core/context"
import { currentKeyId, decrypt, encrypt } from "@/lib/core/secrets"
import { opensOptOut, optOutLink, tokenFor } from "@/lib/core/tokens"
import { accept, read, resend } from "@/lib/handshake"
import { erasePerson } from "@/lib/operator/person/erase"
import { encrypted } from "@/lib/operator/secrets/encrypted"
import { madeWithFormerSecrets } from "@/lib/operator/secrets/links"
import { replaceSecret, rotateSecret } from "@/lib/operator/secrets/replacement"
import { organizationByCode } from "@/lib/organizations/invitation-code"
import { settings } from "@/lib/settings"
import { codeFrom, invited, organization, PASSWORD, person } from "@/lib/testing"

type World = Awaited<ReturnType<typeof testDatabase>>

const [present] = settings().secrets
if (!present) throw new Error("no secret")
const newer = { id: "newer000", key: Buffer.from("another secret of sufficient length"), leaked: false }
const newest = { id: "newest00", key: Buffer.from("a third secret of sufficient length"), leaked: false }

const opened: World[] = []
let db: Database
let owner: Database
afterEach(() => useSecrets({ ...present, leaked: false }))
afterAll(() => Promise.all(opened.map(({ close }) => close())))

const now = () => ({ db, clock: databaseClock })
const refusal = (code: string) => expect.objectContaining({ code })

function useSecrets(...secrets: (typeof newer)[]) {
  settings().secrets.splice(0, settings().secrets.length, ...secrets)
}

/** A world of the present secret: an enterprise with its code, a key, an invitation, a login, and all sealed. */
async function story() {
  const world = await testDatabase()
  opened.push(world)
  ;({ db, owner } = world)
  const org = await organization(db)
  const guest = await person(db)
  const invitation = await invited(org, guest.address)
  const key = await createAccessKey(org.owner.ctx, { organizationId: org.id, name: "ci", permissions: ["read"] })
  const factorId = uuidv7()
  const factor = { id: factorId, accountId: guest.id, kind: "totp", name: "Phone", createdAt: sql`now()` } as const
  await db.insert(factors).values({ ...factor, secret: encrypt("shared", factorId), keyId: currentKeyId() })
  const session = await openSession(db, now(), guest.id)
  const code = await codeFrom(org)
  await sealAll()
  return { org, guest, invitation, key, session, code, heads: await heads() }
}

async function sealAll() {
  while ((await seal(now())) > 0);
}

async function verified() {
  const found: Record<string, unknown> = {}
  for await (const { chain } of chains(db)) found[chain] = (await verifyChain(now(), chain)).broken
  return found
}

async function heads() {
  const lines: string[] = []
  for await (const { chain } of chains(db)) {
    const { head, sealed } = await verifyChain(now(), chain)
    if (head) lines.push(lineOf({ chain, sequence: sealed, hash: head }))
  }
  return headsIn(lines.join("\n"))
}

async function secretOf(id: string) {
  const [row] = await db.select().from(accessKeys).where(eq(accessKeys.id, id))
  return row && { keyId: row.keyId, secret: decrypt(row.secret, id, row.keyId) }
}

/** What the authenticator apps share with us. */
async function shared() {
  const rows = await db.select().from(factors)
  return rows.map(({ id, secret, keyId }) => decrypt(secret ?? "", id, keyId ?? ""))
}

test("every secret that is kept with the id of ours is encrypted anew", () => {
  const tables = Object.values(schema).filter((value) => is(value, PgTable)) as PgTable[]
  const kept = tables.filter((table) => ["secret", "keyId"].every((name) => name in getTableColumns(table)))
  expect(encrypted.map(({ table }) => getTableName(table)).sort()).toEqual(kept.map(getTableName).sort())
})

test("after a planned change links, codes, keys and seals hold, and then without the former secret too", async () => {
  const { org, guest, invitation, key, session, code, heads: kept } = await story()
  useSecrets(newer, present)
  const done = await rotateSecret({ db })
  expect(done).toMatchObject({
    encrypted: [{ renewed: 1, unreadable: [] }, { renewed: 1 }, { renewed: 0 }],
    former: { links: 1, codes: 1 },
  })
  expect(done.former.until?.getTime()).toBeGreaterThan(Date.now())
  expect(done.sealed.every(({ broken }) => broken === null)).toBe(true)
  expect(await secretOf(key.id)).toEqual({ keyId: "2.newer000", secret: key.secret })
  expect(await organizationByCode(guest.ctx, code)).toMatchObject({ id: org.id })
  expect(await db.select().from(sessions).where(sql`ended_at is null`)).toHaveLength(1)
  expect(session).toBeTruthy()
  await accept(guest.ctx, { token: invitation.token })
  await sealAll()
  expect(await madeWithFormerSecrets({ db })).toMatchObject({ links: 0, verifications: 0, codes: 1 })

  useSecrets(newer)
  expect(Object.values(await verified())).toEqual([null, null])
  expect((await rotateSecret({ db })).sealed.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(0)
  for (const { chain, sequence, hash } of kept) {
    const [row] = await db.execute(sql`select hash from seals where chain = ${chain} and sequence = ${sequence}`)
    expect(String(row?.hash).startsWith(hash), "kept heads still stand").toBe(true)
  }
  expect((await secretOf(key.id))?.secret).toBe(key.secret)
  expect(await shared()).toEqual(["shared"])
})

test("a former secret is needed until the last link, code and notice that may be made with it has ended", async () => {
  const { guest } = await story()
  await db.update(handshakes).set({ expiresAt: sql`now()` })
  await db.update(notices).set({ answeredAt: sql`now()` })
  await forgotPassword({ ...now(), actor: null, ip: null }, { contact: guest.address }, "en")
  useSecrets(newer)
  expect(await madeWithFormerSecrets({ db })).toMatchObject({ verifications: 0, notices: 0, until: null })
  useSecrets(newer, present)
  const [code] = await db.select().from(verifications).where(isNull(verifications.usedAt))
  expect(await madeWithFormerSecrets({ db })).toMatchObject({ verifications: 1, notices: 0, until: code?.expiresAt })
  const expiresAt = new Date(Date.now() + 7 * 86_400_000)
  await db.insert(notices).values({ id: uuidv7(), accountId: guest.id, createdAt: sql`now()`, expiresAt })
  expect((await rotateSecret({ db })).former).toMatchObject({
    links: 0,
    verifications: 1,
    notices: 1,
    until: expiresAt,
  })
})

test("what was sealed again is found when it is altered, removed or renumbered, without the former secret", async () => {
  const { org } = await story()
  useSecrets(newer, present)
  await rotateSecret({ db })
  useSecrets(newer)
  const [row] = await db.select().from(audit).where(eq(audit.organizationId, org.id)).orderBy(audit.id).limit(1)
  const asIntruder = (statement: ReturnType<typeof sql>) =>
    owner.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`)
      await tx.execute(statement)
    })
  await asIntruder(sql`update audit set target = 'other' where id = ${row?.id}`)
  expect(await verified()).toMatchObject({ [org.id]: { why: "changed", id: row?.id } })
  await asIntruder(sql`update audit set target = ${row?.target} where id = ${row?.id}`)
  expect(await verified()).toMatchObject({ [org.id]: null })
  await asIntruder(sql`delete from seals where chain = ${org.id} and sequence = 2`)
  expect(await verified()).toMatchObject({ [org.id]: { why: "missing", sequence: 2 } })
})

test("a leaked secret opens nothing from the start, and its replacement renews links, codes, keys and seals", async () => {
  const { org, guest, invitation, key, code, heads: kept } = await story()
  const optOut = { id: invitation.id, contact: guest.address }
  const optOutToken = new URL(optOutLink(optOut)).searchParams.get("token") ?? ""
  useSecrets(newer, { ...present, leaked: true })
  expect(await read(guest.ctx, { token: invitation.token })).toBeNull()
  expect(opensOptOut(optOutToken, optOut)).toBe(false)
  expect((await secretOf(key.id))?.secret).toBe(key.secret)
  expect(await verified()).toMatchObject({ [org.id]: { why: "unknown_secret" } })

  const done = await replaceSecret({ db }, kept)
  expect(done).toMatchObject({
    logins: 1,
    links: 1,
    codes: 1,
    encrypted: [{ renewed: 1, unreadable: [] }, { renewed: 1 }, { renewed: 0 }],
  })
  useSecrets(newer)
  expect(await read(guest.ctx, { token: invitation.token })).toBeNull()
  await expect(accept(guest.ctx, { token: invitation.token })).rejects.toEqual(refusal("link_invalid"))
  await expect(organizationByCode(guest.ctx, code)).rejects.toEqual(refusal("code_unknown"))
  expect(await organizationByCode(guest.ctx, await codeFrom(org))).toMatchObject({ id: org.id })
  expect(await db.select().from(sessions).where(sql`ended_at is null`)).toHaveLength(0)
  expect(await secretOf(key.id)).toEqual({ keyId: currentKeyId(), secret: key.secret })
  expect(await shared()).toEqual(["shared"])
  await sealAll()
  expect(Object.values(await verified())).toEqual([null, null])
  const again = await resend(org.owner.ctx, { id: invitation.id })
  await accept(guest.ctx, { token: tokenFor(again) })
  await logIn({ ...now(), actor: null, ip: null }, { contact: org.owner.address, password: PASSWORD })
})

test("a chain that was altered with the leaked secret is not sealed again where a kept head tells of it", async () => {
  const { org, heads: kept } = await story()
  const forged = kept.map((head) => (head.chain === org.id ? { ...head, hash: "0".repeat(32) } : head))
  useSecrets(newer, { ...present, leaked: true })
  const { sealed } = await replaceSecret({ db }, forged)
  expect(sealed.find(({ chain }) => chain === org.id)).toMatchObject({ resealed: 0, missing: { chain: org.id } })
  expect(await verified()).toMatchObject({ [org.id]: { why: "unknown_secret" }, platform: null })
})

/** Replaces the leaked secret, and gives what the audit says of itself with the present one alone. */
async function replacedAndVerified() {
  const { sealed } = await replaceSecret({ db }, [])
  expect(sealed.filter(({ broken }) => broken)).toEqual([])
  settings().secrets.splice(1)
  await sealAll()
  return Object.values(await verified())
}

test("rows that were written over for an erased person are sealed again when the secret leaks that sealed them", async () => {
  const { guest } = await story()
  expect(await erasePerson({ db: owner }, contactOf(guest.address))).toMatchObject({ state: "erased" })
  await sealAll()
  useSecrets(newer, { ...present, leaked: true })
  expect(await replacedAndVerified()).toEqual([null, null])
})

test("rows that a planned change has sealed again are sealed once more when the later secret leaks", async () => {
  await story()
  useSecrets(newer, present)
  await rotateSecret({ db })
  useSecrets(newest, { ...newer, leaked: true })
  expect(await replacedAndVerified()).toEqual([null, null])
})

test.each([
  ["another", newest, present],
  ["the first", present],
])(
  "rows that were written over after a planned change are sealed again when that secret leaks, with %s",
  async (...of) => {
    const [, current, ...others] = of
    const { guest } = await story()
    useSecrets(newer, present)
    await rotateSecret({ db })
    await erasePerson({ db: owner }, contactOf(guest.address))
    await sealAll()
    useSecrets(
      { ...current, leaked: false },
      { ...newer, leaked: true },
      ...others.map((one) => ({ ...one, leaked: false })),
    )
    expect(await replacedAndVerified()).toEqual([null, null])
  },
)

test("what no configured secret reads is named and left, and the rest is renewed", async () => {
  const { org, key } = await story()
  await db.update(organizations).set({ codeKeyId: null }).where(eq(organizations.id, org.id))
  useSecrets(newer)
  const { encrypted: read, sealed } = await rotateSecret({ db })
  expect(read).toMatchObject([
    { renewed: 0, unreadable: [key.id] },
    { unreadable: [expect.any(String)] },
    { unreadable: [] },
  ])
  expect(sealed.find(({ chain }) => chain === org.id)?.broken).toMatchObject({ why: "unknown_secret", sequence: 1 })
})
