import { spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { testDatabase } from "@/db/testing"
import { seal } from "@/lib/audit/seals/seal"
import { databaseClock } from "@/lib/core/context"
import { accept } from "@/lib/handshake"
import { invited, newEmail, organization, person } from "@/lib/testing"
import { programOf } from "@/lib/testing/processes"

test("npm run person exports as JSON and erases as the owner of the tables alone, and the audit verifies after it", async () => {
  const { db, owner, url, close } = await testDatabase()
  const org = await organization(db)
  const ada = await person(db)
  await accept(ada.ctx, { token: (await invited(org, ada.address)).token })
  while ((await seal({ db, clock: databaseClock })) > 0);
  const lesser = `test_login_${randomBytes(4).toString("hex")}`
  await owner.execute(sql.raw(`create role ${lesser} login password 'x' in role muster_app`))
  const asLesser = Object.assign(new URL(url), { username: lesser, password: "x" }).href

  const exported = run(asLesser, "data/person", "export", ada.address)
  expect(JSON.parse(exported.stdout)).toMatchObject({ format: "muster-person", data: { account: [{ id: ada.id }] } })
  expect(run(url, "data/person", "export", newEmail())).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("Nothing is known"),
  })
  expect(run(asLesser, "data/person", "erase", ada.address)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("Only the login that owns the tables"),
  })
  expect(run(url, "data/person", "erase", org.owner.address)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`owns Cloud Harbour (${org.id})`),
  })
  expect(run(url, "data/person", "erase", ada.address)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/is now erased-\d{12}: left 1 organizations, \d+ rows/),
  })
  while ((await seal({ db, clock: databaseClock })) > 0);
  expect(run(url, "audit-verify")).toMatchObject({ status: 0, stdout: expect.stringContaining("2 intact, 0 broken") })
  for (const wrong of [[], ["forget", ada.address], ["export", "nowhere"]])
    expect(run(url, "data/person", ...wrong)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("npm run person"),
    })
  await owner.execute(sql.raw(`drop role ${lesser}`))
  await close()
}, 60_000)

function run(url: string, name: string, ...args: string[]) {
  return spawnSync(process.execPath, [programOf(`scripts/${name}.ts`), ...args], {
    env: { ...process.env, DATABASE_URL: url },
    encoding: "utf8",
  })
}
