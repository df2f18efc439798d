import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { eq, sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { audit } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { seal } from "@/lib/audit/seals/seal"
import { databaseClock } from "@/lib/core/context"
import { organization } from "@/lib/testing"
import { programOf } from "@/lib/testing/processes"

test("npm run audit:verify says that all is intact, then names an edited row with its organization, and fails", async () => {
  const { db, owner, url, close } = await testDatabase()
  const [org, other] = [await organization(db), await organization(db, { name: "Paper Lantern" })]
  while ((await seal({ db, clock: databaseClock })) > 0);
  expect(verify(url)).toMatchObject({ status: 0, stdout: expect.stringContaining("3 intact, 0 broken") })

  const kept = path.join(os.tmpdir(), `heads-${other.id}`)
  fs.writeFileSync(kept, verify(url).stdout)
  expect(verify(url, "--heads", kept)).toMatchObject({ status: 0 })

  const [row] = await db.select().from(audit).where(eq(audit.organizationId, other.id))
  await owner.execute(sql`alter table audit disable trigger audit_kept`)
  await owner.execute(sql`update audit set target = 'Somebody else' where id = ${row?.id}`)
  const { status, stdout } = verify(url)
  expect(status).toBe(1)
  expect(stdout).toContain("2 intact, 1 broken")
  expect(stdout).toMatch(
    new RegExp(`^BROKEN  ${other.id}  Paper Lantern: row ${row?.id} \\(organization.found, .+\\)`, "m"),
  )
  expect(verify(url, org.id)).toMatchObject({ status: 0, stdout: expect.stringContaining("1 intact, 0 broken") })
  await owner.execute(sql`alter table seals disable trigger user`)
  await owner.execute(sql`delete from seals`)
  while ((await seal({ db, clock: databaseClock })) > 0);
  expect(verify(url)).toMatchObject({ status: 0, stdout: expect.stringContaining("3 intact, 0 broken") })
  const compared = verify(url, "--heads", kept)
  expect(compared).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("2 intact, 1 broken\n2 kept heads compared"),
  })
  expect(compared.stdout).toMatch(
    new RegExp(`^BROKEN  ${other.id}.+\\n +head ${other.id} 1 .+ was kept and is missing now$`, "m"),
  )
  fs.writeFileSync(kept, "whole")
  expect(verify(url, "--heads", kept)).toMatchObject({ status: 1, stderr: expect.stringContaining("no heads") })
  fs.rmSync(kept)
  expect(verify(url, "o-nosuchorganization")).toMatchObject({ status: 1 })
  await close()
})

function verify(url: string, ...args: string[]) {
  return spawnSync(process.execPath, [programOf("scripts/audit-verify.ts"), ...args], {
    env: { ...process.env, DATABASE_URL: url },
    encoding: "utf8",
  })
}
