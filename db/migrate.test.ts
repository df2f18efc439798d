import { randomBytes } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect } from "@/db/client"
import { applyMigrations, migrate, migrations } from "@/db/migrate"
import { testDatabase } from "@/db/testing"

/** A file that has landed was applied somewhere: it is never edited, and what it lacks is a migration of its own. */
const LANDED = [
  "0f318e26f0009273c8fe61e9569e2aec70304b63d1f42a5ccf8234c77548d943",
  "20ac67c27159bcf9f4e6ccf6cb2513b706680ffa0b95310c3dfd15981e1a4b2f",
  "cc33b67bd876e32c6d7f175e172a744327ef620df77137c153198f7aa5cfe5f4",
  "471996699b1c59c7cd65987f0cbf8182450364478d1ef31e8cfd0bf3bf7397ad",
  "076360978843902f5d571112a649d14faef593de8230972a19683da4bd553ab2",
  "1696043b8f97c795de3693aea645c0d31bd7577c7c8c9448b7ce6a9615de0620",
  "8b5aac9f604f484476b24ca4787420469f9be023e172ff13ea21bfddff577927",
  "4a5da6359a78f496fc6faeb81784515798ed10ef0a6ea5a683da659534beafef",
  "a55609f87e5512d2af830865b3bb848ec73d857aaa6f48a874b45466228e8d5a",
  "b83d9cb321f017e49fa0e6758a672f41b9672842b5d9b73bc874821a6162cc5a",
  "7f5182b9ce1f2cabb726e1374256e65d8e4f8ef2d5af78105c51b24ee5d6d78e",
  "48748e62361d37707012f15f3003de1dca9d8c172e648ac54e7d3903cae9adc0",
  "54c491519d703d39b10d0bbaba0e124ac906d878e3642b752f73c97ae9d64f4e",
  "425a3f54682c48988054ff3c7e7fa18465fa0c28c1ffd7207258d38243976d71",
  "3a8c3df0b2246a57b684ef3509ed411cc297c9b60b2b894a1c5eabb2b7fdcaa1",
  "e12c7114ec55f84eeef389ddb61f11c548f59dc8927972d7a939af4be20b2ca3",
  "2308cc2cbcabb62a87d6f8bb94a5a052359cee6923a1305f023b9f59f24b2f23",
  "aeeac3013487e5463e31182e51612b8e1ec70cb7335c4521bbbc8a7604b95777",
  "832620a12ae700cb7562704fdb245dbcf51c6319aa233f0bea02eb2a9313ffbc",
  "088c8f0f7602ea9ec2ea589a003f6c7fbe989ebc3532d6e14ff85b7a7db25bc4",
  "86ddbe230e8262fac3f1f5cb1aeee68371662cb550f1db542ba4595de84d2a77",
  "1120e45e2c0c6c193fc501058893248536a6b607d046c0b3d2515d60ab5c332e",
  "fb2e2e7baf13e1076f008b77f2cbc04f4db2a59bfca870c2efbc3895f517b463",
  "31ae206b7022d904c8adbf1be227c968b7d8a4713a3b460ca8fba5b42ca1d9bd",
]
/** The last one before places were counted by what takes them. */
const BEFORE_SEATS = 8
const MEMBERS = 40
const PENDING = 25

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.close())

/** An empty database of its own, as its owner. */
async function emptyDatabase() {
  const name = `test_${randomBytes(6).toString("hex")}`
  await world.owner.execute(sql.raw(`create database ${name}`))
  const url = world.url.replace(/[^/]+$/, name)
  const { db, close } = connect(url, { pool: 1, statementSeconds: 0, role: null })
  const drop = () => close().then(() => world.owner.execute(sql.raw(`drop database ${name} with (force)`)))
  return { url, db, drop }
}

test("a migration that has landed is never edited, and a new one is noted here", () => {
  expect(migrations().map(({ hash }) => hash)).toEqual(LANDED)
})

test("an upgrade keeps every row, and counts the places that were taken before", async () => {
  const { url, db, drop } = await emptyDatabase()
  await applyMigrations(db, migrations().slice(0, BEFORE_SEATS + 1))
  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into organizations (id, name, handle) values ('o-abcdefghij', 'Harbour', 'harbour')`)
    await tx.execute(sql`
      insert into accounts (id, number, name, email)
      select md5('account' || n)::uuid, (100000000000 + n)::text, 'Account ' || n, 'account' || n || '@example.com'
        from generate_series(1, ${MEMBERS}::int) n`)
    await tx.execute(sql`
      insert into memberships (organization_id, account_id, role, origin)
      select 'o-abcdefghij', md5('account' || n)::uuid, case when n = 1 then 'super_admin' else 'member' end,
             case when n = 1 then 'founder' else 'created' end
        from generate_series(1, ${MEMBERS}::int) n`)
    await tx.execute(sql`
      insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
        proposed_at, sent_at, expires_at, settled_at)
      select md5('handshake' || n)::uuid, 'o-abcdefghij', 'invitation', case when n > ${PENDING}::int then 'accepted'
        else 'open' end, 'guest' || n || '@example.com', md5('account1')::uuid, '{"role": "member", "note": ""}', 'k', 604800,
        now(), now(), now() + interval '7 days', case when n > ${PENDING}::int then now() end
        from generate_series(1, 2 * ${PENDING}::int) n`)
  })

  await migrate(url)
  await migrate(url)
  const [kept] = await db.execute(sql`
    select (select count(*)::int from accounts) as accounts, (select count(*)::int from memberships) as members,
      (select count(*)::int from handshakes where state = 'open') as pending,
      (select count(*)::int from handshake_subjects) as subjects,
      (select seats_taken from organizations) as seats,
      (select count(*)::int from drizzle.__drizzle_migrations) as migrations,
      (select count(*)::int from pg_constraint where not convalidated) as unchecked,
      (select count(*)::int from pg_index where not indisvalid) as unfinished`)
  expect(kept).toEqual({
    accounts: MEMBERS,
    members: MEMBERS,
    pending: PENDING,
    subjects: 2 * PENDING,
    seats: MEMBERS + PENDING,
    migrations: LANDED.length,
    unchecked: 0,
    unfinished: 0,
  })
  const again = db.execute(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at)
    select gen_random_uuid(), organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at from handshakes where state = 'open' limit 1`)
  await expect(again).rejects.toMatchObject({ cause: { constraint_name: "handshakes_one_pending" } })
  await drop()
})

test("starts at the same moment take turns, and a migration that fails leaves nothing", async () => {
  const { url, db, drop } = await emptyDatabase()
  await db.execute(sql`create table audit ()`)
  await expect(migrate(url)).rejects.toMatchObject({ cause: { code: "42P07" } })
  expect(await db.execute(sql`select from pg_namespace where nspname = 'drizzle'`)).toHaveLength(0)
  await db.execute(sql`drop table audit`)
  await Promise.all([migrate(url), migrate(url), migrate(url)])
  expect(await db.execute(sql`select from drizzle.__drizzle_migrations`)).toHaveLength(LANDED.length)
  await drop()
})

test("a migration that a table is kept from keeps nobody else waiting for it, and goes on once it can", async () => {
  const { url, db, drop } = await emptyDatabase()
  await applyMigrations(db, migrations().slice(0, BEFORE_SEATS + 1))
  const [holder, reader] = [0, 1].map(() => connect(url, { pool: 1, role: null, transactionSeconds: 120 }))
  let letGo = () => {}
  const held = new Promise<void>((done) => (letGo = done))
  const holding = holder?.db.transaction(async (tx) => {
    await tx.execute(sql`lock table memberships in access share mode`)
    await held
  })
  const migrating = migrate(url)
  const waiting = sql`select from pg_locks where not granted and relation = 'memberships'::regclass`
  while ((await db.execute(waiting)).length === 0);
  expect(await reader?.db.execute(sql`select count(*)::int as n from memberships`)).toEqual([{ n: 0 }])
  letGo()
  await Promise.all([holding, migrating])
  expect(await db.execute(sql`select from drizzle.__drizzle_migrations`)).toHaveLength(LANDED.length)
  await Promise.all([holder?.close(), reader?.close()])
  await drop()
})
