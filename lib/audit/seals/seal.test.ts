import { eq, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import { afterAll, beforeEach, expect, test } from "vitest"
import { connect, type Database } from "@/db/client"
import { audit, seals } from "@/db/schema"
import { countingProxy, testDatabase } from "@/db/testing"
import { record } from "@/lib/audit/audit"
import { newCheckpoints } from "@/lib/audit/seals/checkpoints"
import { brokenHeads, headsIn, lineOf, logHeads } from "@/lib/audit/seals/heads"
import { PLATFORM, seal } from "@/lib/audit/seals/seal"
import { chains, verifyAudit, verifyChain } from "@/lib/audit/seals/verify"
import { databaseClock } from "@/lib/core/context"
import { settings } from "@/lib/settings"
import { member, organization } from "@/lib/testing"

type World = Awaited<ReturnType<typeof testDatabase>>

const opened: World[] = []
let db: Database
let owner: Database
let org: Awaited<ReturnType<typeof organization>>
// A database for each test: the seals of all its organizations are one worker's business.
beforeEach(async () => {
  const world = await testDatabase()
  opened.push(world)
  ;({ db, owner } = world)
  org = await organization(db)
})
afterAll(() => Promise.all(opened.map(({ close }) => close())))

const now = () => ({ db, clock: databaseClock })
const verified = () => verifyChain(now(), org.id)
const rows = () => db.select().from(audit).where(eq(audit.organizationId, org.id)).orderBy(audit.id)

/** Writes rows as verbs do, and gives their ids. */
async function write(count: number, action: "invitation.retry" | "policy.enable" = "invitation.retry") {
  for (let n = 0; n < count; n++) await record(db, org.owner.ctx, { organizationId: org.id, action, target: `t${n}` })
  return (await rows()).slice(-count).map(({ id }) => id)
}

async function sealAll(memory = newCheckpoints()) {
  while ((await seal(now(), memory)) > 0);
}

/** What the chain's head is, as it is kept. */
async function head() {
  const { sealed, head } = await verified()
  return { chain: org.id, sequence: sealed, hash: String(head).slice(0, 32) }
}

/** What somebody does who has the database, but not the secret. */
async function asIntruder(...statements: ReturnType<typeof sql>[]) {
  await owner.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`)
    for (const statement of statements) await tx.execute(statement)
  })
}

/** An id as one would have been given that many hours ago. */
function idOf(hoursAgo: number): string {
  const hex = (Date.now() - hoursAgo * 3_600_000).toString(16).padStart(12, "0")
  return `${hex.slice(0, 8)}-${hex.slice(8)}${uuidv7().slice(13)}`
}

test("every row is sealed once, in the chain of its organization, and the chain is whole", async () => {
  await write(30)
  await record(db, org.owner.ctx, { action: "account.log-in" })
  expect(await verified()).toMatchObject({ sealed: 0, broken: null })
  await sealAll()
  const total = (await rows()).length
  expect(await verified()).toEqual({
    sealed: total,
    waiting: 0,
    head: expect.stringMatching(/^[0-9a-f]{64}$/),
    broken: null,
  })
  expect(await verifyChain(now(), PLATFORM)).toMatchObject({ broken: null, waiting: 0 })
  expect(await seal(now())).toBe(0)
})

test("a chain goes on where it ended, in batches too, and its head changes with each row", async () => {
  await write(3)
  await sealAll()
  const first = await verified()
  await db.execute(sql`
    insert into audit (id, organization_id, action)
    select (${idOf(0).slice(0, 24)} || lpad(n::text, 12, '0'))::uuid, ${org.id}, 'bulk' from generate_series(1, 6000) n`)
  expect(await verified()).toMatchObject({ waiting: 6000 })
  await sealAll()
  const second = await verified()
  expect(second).toMatchObject({ sealed: first.sealed + 6000, waiting: 0, broken: null })
  expect(second.head).not.toBe(first.head)
})

const edits = {
  action: sql`action = 'member.invite'`,
  "who did it": sql`actor_id = null`,
  target: sql`target = 'somebody'`,
  organization: sql`organization_id = null`,
  "network address": sql`ip = '10.0.0.1'`,
  refusal: sql`refusal = 'forbidden'`,
  detail: sql`detail = '{"role": "admin"}'`,
  time: sql`at = at - interval '1 millisecond'`,
}

for (const [what, edit] of Object.entries(edits)) {
  test(`an edited row is found and named: ${what}`, async () => {
    const [, second, third] = await write(5)
    await sealAll()
    await asIntruder(
      sql`update audit set ${edit} where id = ${second}`,
      sql`update audit set ip = 'x' where id = ${third}`,
    )
    const { broken } = await verified()
    expect(broken).toMatchObject({ why: "changed", id: second })
  })
}

test("a row edited by the owner with the triggers off is found and named with its action and time", async () => {
  const [id] = await write(1, "policy.enable")
  await sealAll()
  await owner.execute(sql`alter table audit disable trigger audit_kept`)
  await owner.execute(sql`update audit set action = 'member.remove' where id = ${id}`)
  await owner.execute(sql`alter table audit enable trigger audit_kept`)
  expect((await verified()).broken).toEqual({
    why: "changed",
    id,
    sequence: (await rows()).length,
    action: "member.remove",
    at: expect.stringContaining("T"),
  })
})

test("a deleted row is found: with its seal left behind it is named, without it its number is", async () => {
  const [, second, third] = await write(5)
  await sealAll()
  const [{ sequence } = { sequence: 0 }] = await db
    .select()
    .from(seals)
    .where(eq(seals.auditId, String(second)))
  await asIntruder(sql`delete from audit where id = ${third}`)
  expect((await verified()).broken).toEqual({
    why: "missing",
    id: third,
    sequence: sequence + 1,
    action: null,
    at: null,
  })
  await asIntruder(sql`delete from audit where id = ${second}`, sql`delete from seals where audit_id = ${second}`)
  expect((await verified()).broken).toEqual({ why: "missing", id: null, sequence, action: null, at: null })
})

test("swapped seals, and a seal that is not of our making, are found", async () => {
  const [first, second, third] = await write(3)
  await sealAll()
  await asIntruder(
    sql`drop index seals_once`,
    sql`update seals set audit_id = case audit_id when ${first} then ${second}::uuid else ${first}::uuid end
         where audit_id in (${first}, ${second})`,
  )
  expect((await verified()).broken).toMatchObject({ why: "changed", id: second })
  await asIntruder(
    sql`update seals set audit_id = case audit_id when ${first} then ${second}::uuid else ${first}::uuid end
         where audit_id in (${first}, ${second})`,
    sql`update seals set key_id = 'stranger', hash = repeat('0', 64) where audit_id = ${third}`,
  )
  expect((await verified()).broken).toMatchObject({ why: "unknown_secret", id: third })
})

test("a row slipped in among the old ones is never sealed, and is found and named", async () => {
  await write(3)
  await sealAll()
  const id = idOf(3)
  await asIntruder(sql`insert into audit (id, organization_id, action) values (${id}, ${org.id}, 'organization.found')`)
  await sealAll()
  expect(await verified()).toMatchObject({
    waiting: 0,
    broken: { why: "never_sealed", id, action: "organization.found" },
  })
})

test("a row whose seal was moved to another chain is found", async () => {
  const id = idOf(2)
  await asIntruder(sql`insert into audit (id, organization_id, action) values (${id}, ${org.id}, 'member.remove')`)
  await sealAll()
  await asIntruder(sql`update seals set chain = 'elsewhere' where chain = ${org.id}`)
  expect((await verified()).broken).toMatchObject({ why: "never_sealed", id })
})

test("an id from the future keeps nothing from being sealed", async () => {
  await asIntruder(sql`insert into audit (id, organization_id, action) values (${idOf(-48)}, ${org.id}, 'x')`)
  await sealAll()
  await write(3)
  await sealAll()
  expect(await verified()).toMatchObject({ waiting: 0, broken: null, sealed: (await rows()).length })
})

test("a row whose transaction began before a pass and was committed after it is sealed by the next", async () => {
  let commit = () => {}
  const held = new Promise<void>((resolve) => {
    commit = resolve
  })
  let written = () => {}
  const ready = new Promise<void>((resolve) => {
    written = resolve
  })
  const late = db.transaction(async (tx) => {
    await record(tx, org.owner.ctx, { organizationId: org.id, action: "policy.enable" })
    written()
    await held
  })
  await ready
  await write(3)
  await sealAll()
  commit()
  await late
  await write(3)
  expect(await verified()).toMatchObject({ waiting: 4, broken: null })
  await sealAll()
  expect(await verified()).toMatchObject({ sealed: (await rows()).length, waiting: 0, broken: null })
})

test("many workers at once seal each row once, while rows are written", async () => {
  const others = await Promise.all([organization(db), organization(db), organization(db)])
  let writing = true
  const writer = (async () => {
    for (let n = 0; n < 200; n++)
      for (const { id, owner } of [org, ...others])
        await record(db, owner.ctx, { organizationId: id, action: "policy.disable" })
    writing = false
  })()
  const worker = async () => {
    while (writing) await seal(now())
  }
  await Promise.all([writer, worker(), worker(), worker()])
  await sealAll()
  for (const { id } of [org, ...others])
    expect(await verifyChain(now(), id)).toMatchObject({ sealed: 201, waiting: 0, broken: null })
  const [row] = await db.execute(
    sql`select count(*)::int as rows, (select count(*)::int from seals) as seals from audit`,
  )
  expect(row?.seals).toBe(row?.rows)
})

test("a writer waits for no seal, and takes as many round trips as without the worker", async () => {
  await write(3)
  const wire = await countingProxy(String(opened.at(-1)?.url))
  const counted = connect(wire.url, { pool: 1 })
  const flights = async () => {
    await record(counted.db, org.owner.ctx, { organizationId: org.id, action: "certification.share" })
    wire.reset()
    await record(counted.db, org.owner.ctx, { organizationId: org.id, action: "certification.share" })
    return wire.flights()
  }
  expect(await flights()).toBe(1)
  // A worker in the midst of its pass: its seals are written, but not committed.
  await db.transaction(async (tx) => {
    await seal({ db: tx as Database, clock: databaseClock })
    expect(await flights()).toBe(1)
  })
  await counted.close()
  await wire.close()
})

test("rows sealed with a former secret hold while it is configured, and are named when it is not", async () => {
  await write(2)
  await sealAll()
  const { secrets } = settings()
  const [present] = secrets
  if (!present) throw new Error("no secret")
  const newer = { id: "newer", key: Buffer.from("another secret of sufficient length"), leaked: false }
  secrets.unshift(newer)
  await write(2)
  await sealAll()
  expect(await verified()).toMatchObject({ broken: null })
  secrets.splice(1, 1)
  expect((await verified()).broken).toMatchObject({ why: "unknown_secret", sequence: 1 })
  secrets.push(present)
  expect(await verified()).toMatchObject({ broken: null })
  secrets.splice(0, 1)
})

test("the chains are the platform's and every organization's", async () => {
  const found: string[] = []
  for await (const { chain } of chains(db)) found.push(chain)
  expect(found).toEqual([PLATFORM, org.id])
})

test("a chain whose seals were taken away is not sealed again by the worker that made them; the others go on", async () => {
  const [memory, other] = [newCheckpoints(), await organization(db)]
  const [first, second] = await write(3)
  await sealAll(memory)
  await asIntruder(
    sql`update audit set target = 'Somebody else' where id = ${first}`,
    sql`delete from audit where id = ${second}`,
    sql`delete from seals`,
  )
  await write(2)
  await sealAll(memory)
  expect([...memory.broken].sort()).toEqual([org.id, other.id].sort())
  const late = await organization(db)
  await sealAll(memory)
  expect(await verifyChain(now(), late.id)).toMatchObject({ sealed: 1, waiting: 0, broken: null })
  expect(await verified()).toMatchObject({ sealed: 0, head: null, waiting: (await rows()).length })
})

const damages = {
  "went back": sql`delete from seals where sequence > 2`,
  "has another hash at its head": sql`update seals set hash = repeat('0', 64) where sequence = 3`,
  "was grown anew": sql`update seals set sequence = sequence + 3`,
}

for (const [what, damage] of Object.entries(damages)) {
  test(`a chain that ${what} is not sealed until its newest seal stands again`, async () => {
    const memory = newCheckpoints()
    await write(2)
    await sealAll(memory)
    const kept = await db.select().from(seals)
    await asIntruder(damage)
    await write(1)
    expect(await seal(now(), memory)).toBe(0)
    expect([...memory.broken]).toEqual([org.id])
    await asIntruder(sql`delete from seals`)
    await db.insert(seals).values(kept)
    expect(await seal(now(), memory)).toBe(1)
    expect(memory.broken.size).toBe(0)
    expect(await verified()).toMatchObject({ sealed: 4, waiting: 0, broken: null })
  })
}

test("a worker whose chain another one has sealed in between goes on with it", async () => {
  const memory = newCheckpoints()
  await write(2)
  await sealAll(memory)
  await write(2)
  await sealAll()
  await write(2)
  await sealAll(memory)
  expect(memory.broken.size).toBe(0)
  expect(await verified()).toMatchObject({ sealed: 7, waiting: 0, broken: null })
})

test("a worker remembers the seals that it found when it began, though it made none", async () => {
  await write(2)
  await sealAll()
  const memory = newCheckpoints()
  await logHeads(db, memory, new Map())
  expect(memory.newest.get(org.id)).toMatchObject({ sequence: 3 })
  await asIntruder(sql`delete from seals`, sql`delete from audit`, sql`delete from organizations`)
  await logHeads(db, memory, new Map())
  expect([...memory.broken]).toEqual([org.id])
})

test("a seal whose transaction was undone is not remembered", async () => {
  const memory = newCheckpoints()
  await write(2)
  const undone = db.transaction(async (tx) => {
    const failing = {
      transaction: async (work: (tx: unknown) => Promise<unknown>) => work(tx).then(() => Promise.reject()),
    }
    await seal({ db: failing as unknown as Database, clock: databaseClock }, memory)
  })
  await expect(undone).rejects.toBeUndefined()
  expect(memory.newest.size).toBe(0)
  await sealAll(memory)
  expect(await verified()).toMatchObject({ sealed: 3, broken: null })
})

test("a kept head stands while rows are added, and no more when the end was cut off or all was sealed anew", async () => {
  await write(3)
  await sealAll()
  const kept = await head()
  await write(2)
  await sealAll()
  expect(await brokenHeads(db, [kept, await head()])).toEqual([])
  const latest = await head()
  await asIntruder(
    sql`delete from audit where id in (select audit_id from seals where chain = ${org.id} and sequence > 5)`,
    sql`delete from seals where chain = ${org.id} and sequence > 5`,
  )
  expect(await verified()).toMatchObject({ broken: null })
  expect(await brokenHeads(db, [kept, latest])).toEqual([latest])
  await asIntruder(sql`update audit set target = 'x' where organization_id = ${org.id}`, sql`delete from seals`)
  await sealAll()
  expect(await verified()).toMatchObject({ sealed: 5, broken: null })
  expect(await brokenHeads(db, [latest, kept])).toEqual([kept, latest])
})

test("heads are found where the command or the log has written them, and nowhere in a name", () => {
  const [one, two] = ["a", "b"].map((digit, n) => ({ chain: `o-${digit}`, sequence: n + 1, hash: digit.repeat(32) }))
  if (!one || !two) throw new Error("two heads")
  const message = JSON.stringify({ level: 30, msg: lineOf({ ...two, hash: "b".repeat(64) }) })
  const fake = `head platform 1 ${"c".repeat(32)}`
  const text = [lineOf(one), `whole   o-a  ${fake}: 1 sealed`, message, message, JSON.stringify({ log: message })]
  expect(headsIn(text.join("\r\n"))).toEqual([one, two])
})

test("a chain whose organization was deleted is still listed, and its rows are missing", async () => {
  await write(2)
  await sealAll()
  await asIntruder(
    sql`delete from audit where organization_id = ${org.id}`,
    sql`delete from organizations where id = ${org.id}`,
  )
  const found = []
  for await (const chain of chains(db)) found.push(chain)
  expect(found).toEqual([
    { chain: PLATFORM, name: "Muster" },
    { chain: org.id, name: null },
  ])
  expect(await verified()).toMatchObject({ broken: { why: "missing", sequence: 1 } })
})

test("a verification counts against a limit, for it reads everything", async () => {
  const admin = await member(db, org.id, "admin")
  for (let n = 0; n < settings().limits.auditVerifications.count; n++)
    expect(await verifyAudit(n % 2 ? admin.ctx : org.owner.ctx, org.inView)).toMatchObject({ broken: null })
  await expect(verifyAudit(admin.ctx, org.inView)).rejects.toMatchObject({ code: "rate_reached" })
})
