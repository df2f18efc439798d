import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { testDatabase } from "@/db/testing"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { seal } from "@/lib/audit/seals/seal"
import { databaseClock } from "@/lib/core/context"
import { encrypt } from "@/lib/core/secrets"
import { invited, newEmail, organization } from "@/lib/testing"
import { programOf } from "@/lib/testing/processes"

const NEW_SECRET = "a new secret of 33 characters, XYZ"
const NEW_ID = `2.${createHash("sha256").update(NEW_SECRET).digest("hex").slice(0, 8)}`
const KEYS = 1500
const ROWS = 12_000

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.close())

const rotated = () => ({ MUSTER_SECRET: NEW_SECRET, MUSTER_OLD_SECRETS: process.env.MUSTER_SECRET })
const leaked = () => ({ MUSTER_SECRET: NEW_SECRET, MUSTER_LEAKED_SECRETS: process.env.MUSTER_SECRET })

/** An enterprise with many keys and a long audit, all of the secret of this run. */
async function filled() {
  const { db } = world
  const org = await organization(db)
  const { id } = await createAccessKey(org.owner.ctx, { organizationId: org.id, name: "ci", permissions: ["read"] })
  const copies = Array.from({ length: KEYS }, (_, n) => `MUST${String(n).padStart(16, "0")}`)
  const secrets = copies.map((copy) => ({ id: copy, secret: encrypt(copy, copy) }))
  await db.execute(sql`
    insert into access_keys (id, account_id, organization_id, name, permissions, secret, key_id, created_at)
    select s.id, account_id, organization_id, name, permissions, s.secret, key_id, created_at
      from access_keys k, json_to_recordset(${JSON.stringify(secrets)}::text::json) as s (id text, secret text)
     where k.id = ${id}`)
  await db.execute(sql`
    insert into audit (id, organization_id, action)
    select (left(gen_random_uuid()::text, 0) || lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0')
           || '70008000' || lpad(n::text, 12, '0'))::uuid, ${org.id}, 'bulk' from generate_series(1, ${ROWS}::int) n`)
  while ((await seal({ db, clock: databaseClock })) > 0);
  return org
}

test("npm run secret -- rotate, killed again and again, goes on where it was and renews all", async () => {
  await filled()
  await killedAt(rotated(), ["rotate"], () => count(sql`select count(*) from access_keys where key_id = ${NEW_ID}`))
  await killedAt(rotated(), ["rotate"], () => count(sql`select count(*) from reseals`))
  const kept = await count(sql`select count(*) from reseals`)
  const { status, stdout } = secret(rotated(), "rotate")
  expect(stdout).toMatch(/^MUSTER_OLD_SECRETS can be emptied after 20/m)
  expect(status).toBe(0)
  expect(await count(sql`select count(*) from access_keys where key_id <> ${NEW_ID}`)).toBe(0)
  const sealed = await count(sql`select count(*) from seals`)
  expect(stdout).toMatch(new RegExp(`^rows of the audit sealed again: +${sealed - kept}$`, "m"))
  expect(await count(sql`select count(*) from reseals`)).toBe(sealed)
  expect(verify({ MUSTER_SECRET: NEW_SECRET }).stdout).toContain("2 intact, 0 broken")
}, 120_000)

test("npm run secret -- leaked wants kept heads or the word that there are none, and says what it did", async () => {
  const { db } = world
  const org = await organization(db)
  await invited(org, newEmail())
  while ((await seal({ db, clock: databaseClock })) > 0);
  const heads = path.join(os.tmpdir(), `heads-${org.id}`)
  fs.writeFileSync(heads, verify(rotated()).stdout)
  expect(secret(rotated(), "leaked", "--heads", heads)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("MUSTER_LEAKED_SECRETS"),
  })
  expect(secret(leaked(), "leaked")).toMatchObject({ status: 1, stderr: expect.stringContaining("--heads") })
  const { status, stdout } = secret(leaked(), "leaked", "--heads", heads)
  for (const line of [/^open links that were made with it: +1, dead/m, /^invitation codes replaced: +2$/m])
    expect(stdout).toMatch(line)
  expect(stdout).toMatch(/^MUSTER_LEAKED_SECRETS can be emptied now\.$/m)
  expect(status).toBe(0)
  expect(verify({ MUSTER_SECRET: NEW_SECRET }).status).toBe(0)
  fs.rmSync(heads)
})

/** Starts the command, and ends it by force once it has begun with something and has not done all of it. */
async function killedAt(settings: object, args: string[], done: () => Promise<number>) {
  const before = await done()
  const child = spawn(process.execPath, [programOf("scripts/data/secret.ts"), ...args], {
    env: { ...process.env, DATABASE_URL: world.url, ...settings },
    stdio: "ignore",
  })
  await vi.waitFor(async () => expect(await done()).toBeGreaterThan(before), { timeout: 30_000, interval: 5 })
  await killed(child)
}

async function killed(child: ChildProcess) {
  expect(child.exitCode, "it has ended before it was killed").toBeNull()
  const gone = once(child, "exit")
  child.kill("SIGKILL")
  await gone
}

async function count(query: ReturnType<typeof sql>): Promise<number> {
  const [row] = await world.owner.execute<{ count: string }>(query)
  return Number(row?.count)
}

function secret(settings: object, ...args: string[]) {
  return run("data/secret", settings, args)
}

function verify(settings: object) {
  return run("audit-verify", settings, [])
}

function run(name: string, settings: object, args: string[]) {
  return spawnSync(process.execPath, [programOf(`scripts/${name}.ts`), ...args], {
    env: { ...process.env, DATABASE_URL: world.url, ...settings },
    encoding: "utf8",
  })
}
