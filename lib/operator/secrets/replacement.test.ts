import { eq, sql } from "drizzle-orm"
import { afterAll, afterEach, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accessKeys, audit, organizations, sessions } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { logIn } from "@/lib/accounts/login"
import { openSession } from "@/lib/accounts/sessions"
import { headsIn, lineOf } from "@/lib/audit/seals/heads"
import { seal } from "@/lib/audit/seals/seal"
import { chains, verifyChain } from "@/lib/audit/seals/verify"
import { databaseClock } from "@/lib/core/context"
import { currentKeyId, decrypt } from "@/lib/core/secrets"
import { opensOptOut, optOutLink, tokenFor } from "@/lib/core/tokens"
import { logInByCode } from "@/lib/factors/second-step"
import { accept, read, resend } from "@/lib/handshake"
import { madeWithFormerSecrets } from "@/lib/operator/secrets/links"
import { replaceSecret, rotateSecret } from "@/lib/operator/secrets/replacement"
import { organizationByCode } from "@/lib/organizations/invitation-code"
import { settings } from "@/lib/settings"
import { codeFrom, invited, organization, PASSWORD, person } from "@/lib/testing"
import { codeOf, withApp } from "@/lib/testing/factors/world"

type World = Awaited<ReturnType<typeof testDatabase>>

const [present] = settings().secrets
if (!present) throw new Error("no secret")
const newer = { id: "newer000", key: Buffer.from("another secret of sufficient length"), leaked: false }

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

test("after a planned change links, codes, keys and seals hold, and then without the former secret too", async () => {
  const { org, guest, invitation, key, session, code, heads: kept } = await story()
  useSecrets(newer, present)
  const done = await rotateSecret({ db })
  expect(done.former).toMatchObject({ links: 1, codes: 1 })
  expect(done.encrypted[0]).toEqual({ name: "access keys", renewed: 1, unreadable: [] })
  expect(done.former.until?.getTime()).toBeGreaterThan(Date.now())
  expect(done.sealed.every(({ broken }) => broken === null)).toBe(true)
  expect(await secretOf(key.id)).toEqual({ keyId: "2.newer000", secret: key.secret })
  expect(await organizationByCode(guest.ctx, code)).toMatchObject({ id: org.id })
  expect(await db.select().from(sessions).where(sql`ended_at is null`)).toHaveLength(1)
  expect(session).toBeTruthy()
  await accept(guest.ctx, { token: invitation.token })
  await sealAll()
  expect(await madeWithFormerSecrets({ db })).toEqual({ links: 0, until: null, codes: 1 })

  useSecrets(newer)
  expect(Object.values(await verified())).toEqual([null, null])
  expect((await rotateSecret({ db })).sealed.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(0)
  for (const { chain, sequence, hash } of kept) {
    const [row] = await db.execute(sql`select hash from seals where chain = ${chain} and sequence = ${sequence}`)
    expect(String(row?.hash).startsWith(hash), "kept heads still stand").toBe(true)
  }
  expect((await secretOf(key.id))?.secret).toBe(key.secret)
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
  const holder = await person(db)
  const app = await withApp(db, holder)
  const optOut = { id: invitation.id, contact: guest.address }
  const optOutToken = new URL(optOutLink(optOut)).searchParams.get("token") ?? ""
  useSecrets(newer, { ...present, leaked: true })
  expect(await read(guest.ctx, { token: invitation.token })).toBeNull()
  expect(opensOptOut(optOutToken, optOut)).toBe(false)
  expect((await secretOf(key.id))?.secret).toBe(key.secret)
  expect(await verified()).toMatchObject({ [org.id]: { why: "unknown_secret" } })

  const done = await replaceSecret({ db }, kept)
  expect(done).toMatchObject({ logins: 2, links: 1, codes: 1 })
  const renewed = { renewed: 1, unreadable: [] }
  expect(done.encrypted).toEqual([
    { name: "access keys", ...renewed },
    { name: "authenticator apps", ...renewed },
  ])
  useSecrets(newer)
  expect(await read(guest.ctx, { token: invitation.token })).toBeNull()
  await expect(accept(guest.ctx, { token: invitation.token })).rejects.toEqual(refusal("link_invalid"))
  await expect(organizationByCode(guest.ctx, code)).rejects.toEqual(refusal("code_unknown"))
  expect(await organizationByCode(guest.ctx, await codeFrom(org))).toMatchObject({ id: org.id })
  expect(await db.select().from(sessions).where(sql`ended_at is null`)).toHaveLength(0)
  expect(await secretOf(key.id)).toEqual({ keyId: currentKeyId(), secret: key.secret })
  await sealAll()
  expect(Object.values(await verified())).toEqual([null, null])
  const again = await resend(org.owner.ctx, { id: invitation.id })
  await accept(guest.ctx, { token: tokenFor(again) })
  const visitor = { ...now(), actor: null, ip: null }
  await logIn(visitor, { contact: guest.address, password: PASSWORD })
  const owed = await logIn(visitor, { contact: holder.address, password: PASSWORD }).catch((error) => error)
  await logInByCode(visitor, { code: codeOf(app.secret) }, owed.token)
})

test("a chain that was altered with the leaked secret is not sealed again where a kept head tells of it", async () => {
  const { org, heads: kept } = await story()
  const forged = kept.map((head) => (head.chain === org.id ? { ...head, hash: "0".repeat(32) } : head))
  useSecrets(newer, { ...present, leaked: true })
  const { sealed } = await replaceSecret({ db }, forged)
  expect(sealed.find(({ chain }) => chain === org.id)).toMatchObject({ resealed: 0, missing: { chain: org.id } })
  expect(await verified()).toMatchObject({ [org.id]: { why: "unknown_secret" }, platform: null })
})

test("what no configured secret reads is named and left, and the rest is renewed", async () => {
  const { org, key } = await story()
  await db.update(organizations).set({ codeKeyId: null }).where(eq(organizations.id, org.id))
  useSecrets(newer)
  const { encrypted, sealed } = await rotateSecret({ db })
  expect(encrypted).toContainEqual({ name: "access keys", renewed: 0, unreadable: [key.id] })
  expect(sealed.find(({ chain }) => chain === org.id)?.broken).toMatchObject({ why: "unknown_secret", sequence: 1 })
})
