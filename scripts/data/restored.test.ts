import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { eq, sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { factorResets, handshakes, letters, sessions } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { forgotPassword } from "@/lib/accounts/login"
import { openSession } from "@/lib/accounts/sessions"
import { record } from "@/lib/audit/audit"
import { seal } from "@/lib/audit/seals/seal"
import { databaseClock } from "@/lib/core/context"
import { tokenFor } from "@/lib/core/tokens"
import { accept, read, resend } from "@/lib/handshake"
import { invited, organization, person } from "@/lib/testing"
import { programOf } from "@/lib/testing/processes"

test("npm run restored ends logins, links, codes, resets of factors and what was queued, and says where the audit is shorter or another", async () => {
  const { db, owner, url, close } = await testDatabase()
  const [org, other] = [await organization(db), await organization(db, { name: "Paper Lantern" })]
  const guest = await person(db)
  const { id, token } = await invited(org, guest.address)
  await openSession(db, { clock: databaseClock }, guest.id)
  await forgotPassword({ db, actor: null, clock: databaseClock, ip: null }, { contact: guest.address }, "en")
  await db.insert(factorResets).values({ accountId: guest.id, askedAt: databaseClock, dueAt: databaseClock })
  for (let n = 0; n < 3; n++) await record(db, org.owner.ctx, { organizationId: org.id, action: "policy.enable" })
  while ((await seal({ db, clock: databaseClock })) > 0);
  const heads = path.join(os.tmpdir(), `heads-${org.id}`)
  fs.writeFileSync(heads, run(url, "audit-verify").stdout)
  await owner.execute(sql`alter table seals disable trigger user`)
  await owner.execute(sql`delete from seals where chain = ${org.id} and sequence > 2`)

  const first = run(url, "data/restored", "--heads", heads)
  for (const line of [
    /^logins ended: +1$/m,
    /^links that are dead: +1;/m,
    /^codes ended: +1$/m,
    /^messages that will not go: +\d+$/m,
    /^resets of two-step login: +1, stopped;/m,
  ])
    expect(first.stdout).toMatch(line)
  expect(first.stdout).toMatch(
    new RegExp(`^shorter  ${org.id}  ends at row 2; row 5 was kept, so 3 or more are lost$`, "m"),
  )
  expect(first.status).toBe(0)
  expect(await read(guest.ctx, { token })).toBeNull()
  expect(await db.$count(factorResets)).toBe(0)
  expect(await db.select().from(sessions).where(sql`ended_at is null`)).toHaveLength(0)
  expect(await db.select().from(letters).where(eq(letters.state, "queued"))).toHaveLength(0)
  expect(await db.select().from(handshakes).where(eq(handshakes.id, id))).toMatchObject([
    { delivery: null, state: "open" },
  ])

  await owner.execute(sql`update seals set hash = repeat('0', 64) where chain = ${other.id}`)
  const again = run(url, "data/restored", "--heads", heads)
  expect(again.stdout).toMatch(/^logins ended: +0$/m)
  expect(again.stdout).toMatch(new RegExp(`^CHANGED  ${other.id}  head ${other.id} 1 .+ is another now$`, "m"))
  expect(again.status).toBe(1)

  // What is sent after the restore stays alive when the command is run once more for the time of the restore.
  const renewed = tokenFor(await resend(org.owner.ctx, { id }))
  run(url, "data/restored", "--heads", "none", "--before", new Date(Date.now() - 60_000).toISOString())
  await accept(guest.ctx, { token: renewed })
  for (const [args, said] of [
    [[], "--heads"],
    [["--heads", "none", "--before", "soon"], "--before soon: not a time."],
  ] as const)
    expect(run(url, "data/restored", ...args)).toMatchObject({ status: 1, stderr: expect.stringContaining(said) })
  fs.rmSync(heads)
  await close()
}, 60_000)

function run(url: string, name: string, ...args: string[]) {
  return spawnSync(process.execPath, [programOf(`scripts/${name}.ts`), ...args], {
    env: { ...process.env, DATABASE_URL: url },
    encoding: "utf8",
  })
}
