import { spawnSync } from "node:child_process"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "../db/client"
import { testDatabase } from "../db/testing"
import { invited, newEmail, organization } from "../lib/testing"

let db: Database
let url: string
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, url, close } = await testDatabase())
})
afterAll(() => close())

test("npm run organization shows how an organization stands and sets what was asked for", async () => {
  const org = await organization(db)
  expect(run("organization", org.id)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^quota: +1000 \(1 members/m),
  })
  const set = run(
    "organization",
    org.id,
    "--quota",
    "7",
    "--daily-limit",
    "20",
    "--initializing",
    "on",
    "--seller",
    "acme",
  )
  for (const line of [/^quota: +7 /m, /^invitations a day: +20$/m, /^initializing: +on$/m, /^seller: +acme$/m])
    expect(set.stdout).toMatch(line)
  expect(run("organization", org.id, "--daily-limit", "default").stdout).toMatch(
    /^invitations a day: +as the settings/m,
  )
  for (const wrong of [[], [org.id, "--quota", "none"], [org.id, "--colour", "blue"], ["o-nosuchorganization"]])
    expect(run("organization", ...wrong)).toMatchObject({ status: 1, stdout: "" })
})

test("npm run account prints the number of the account, and its key when one is asked for", async () => {
  const email = newEmail()
  const made = run("account", "--name", "Moved In", "--email", email, "--key", "read,answer")
  expect(made.stdout).toMatch(/^account number: +\d{12}\naccess key id: +\w{20}\nsecret access key: [\w-]{40}\n/)
  expect(run("account", "--name", "Moved In", "--email", email)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("has an account already"),
  })
  expect(run("account", "--name", "Other", "--email", newEmail()).stdout).toMatch(/^account number: +\d{12}\n$/)
  for (const wrong of [
    ["--name", "Nobody"],
    ["--name", "N", "--email", newEmail(), "--key", "root"],
  ])
    expect(run("account", ...wrong)).toMatchObject({ status: 1, stderr: expect.stringContaining("npm run account") })
})

test("npm run clock moves nothing in any database but the demo's", async () => {
  const { id } = await invited(await organization(db), newEmail())
  expect(run("clock", id, "--by", "-20 days")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("Only the demo"),
  })
  const [row] = await db.execute<{ fresh: boolean }>(
    `select expires_at > clock_timestamp() as fresh from handshakes where id = '${id}'`,
  )
  expect(row?.fresh).toBe(true)
})

function run(command: string, ...args: string[]) {
  return spawnSync(process.execPath, ["--import", "tsx", `scripts/${command}.ts`, ...args], {
    env: { ...process.env, DATABASE_URL: url },
    encoding: "utf8",
  })
}
