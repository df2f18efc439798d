import { spawnSync } from "node:child_process"
import { eq, like, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, limits } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { logIn } from "@/lib/accounts/login"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { moveHandshake } from "@/lib/demo/clock"
import { deleteOrganization } from "@/lib/organizations/delete-organization"
import { bound, clockAfter, createdAccount, invited, newEmail, organization, PASSWORD, person } from "@/lib/testing"
import { withApp } from "@/lib/testing/factors/world"
import { programOf } from "@/lib/testing/processes"

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
  for (const line of [/^quota: +7 /m, /^invitations per day: +20$/m, /^initializing: +on$/m, /^seller: +acme$/m])
    expect(set.stdout).toMatch(line)
  expect(run("organization", org.id, "--daily-limit", "default").stdout).toMatch(/^invitations per day: +default/m)
  for (const [wrong, said] of [
    [[], "Specify an organization."],
    [[org.id, "--quota", "none"], "--quota none: a whole number above zero"],
    [[org.id, "--initializing", "yes"], "--initializing yes: on or off."],
    [[org.id, "--colour", "blue"], "--colour"],
    [["o-nosuchorganization"], "Organization o-nosuchorganization does not exist."],
  ] as const)
    expect(run("organization", ...wrong)).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining(said),
    })
})

test("npm run organization takes the Organization ID too, and sets nothing of an organization that is deleted", async () => {
  const org = await organization(db)
  await db.execute(sql`update organizations set handle = 'harbour-works' where id = ${org.id}`)
  const shown = run("organization", "harbour-works")
  expect(shown.stdout).toMatch(/^Organization ID: +harbour-works$/m)
  expect(shown.stdout).toMatch(new RegExp(`^API ID: +${org.id}$`, "m"))
  await deleteOrganization(org.owner.ctx, { organizationId: org.id })
  expect(run("organization", org.id).stdout).toMatch(/^name: +Cloud Harbour \(deleted\)$/m)
  expect(run("organization", org.id, "--quota", "7")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("has been deleted. Nothing was changed."),
  })
  expect(run("organization", org.id).stdout).toMatch(/^quota: +1000 /m)
})

test("each command says how to type it when it is asked for help", () => {
  for (const command of ["organization", "account", "clock"])
    expect(run(command, "--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`npm run ${command} -- `),
      stderr: "",
    })
})

test("npm run account prints the number of the account, and its key when one is asked for", async () => {
  const email = newEmail()
  const made = run("account", "--name", "Moved In", "--email", email, "--key", "read,answer")
  expect(made.stdout).toMatch(
    /^account number: +\d{12}\nname: +Moved In\nemail: +\S+@\S+\naccess key id: +\w{20}\nsecret access key: [\w-]{40}\n/,
  )
  expect(made.stdout).toMatch(
    /^export AWS_ACCESS_KEY_ID=\w{20} AWS_SECRET_ACCESS_KEY=[\w-]{40} AWS_DEFAULT_REGION=us-east-1$/m,
  )
  expect(run("account", "--name", "Moved In", "--email", email)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("already has an account"),
  })
  expect(run("account", "--name", "Other", "--email", newEmail()).stdout).not.toContain("access key")
  for (const wrong of [
    ["--name", "Nobody"],
    ["--name", "N", "--email", newEmail(), "--key", "root"],
    ["--name", "N", "--email", "nowhere"],
  ])
    expect(run("account", ...wrong)).toMatchObject({ status: 1, stderr: expect.stringContaining("npm run account") })
})

test("npm run account -- CONTACT --log-out ends all logins, and --reset-factors all second steps after a day", async () => {
  const { id, address, ctx } = await person(db)
  const session = await openSession(db, ctx, id)
  expect(run("account", "--log-out", address)).toMatchObject({ status: 0 })
  expect(await visitorOf(db, databaseClock, session)).toEqual({ kind: "expired" })
  expect(run("account", "--reset-factors", address)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("has no second step"),
  })
  await withApp(db, { id, ctx })
  expect(run("account", "--reset-factors", address)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("all second steps go at"),
  })
  const entries = await db.select().from(audit).where(eq(audit.target, id)).orderBy(audit.id)
  expect(entries.map(({ actorId, action }) => [actorId, action])).toEqual([
    [null, "account.log-out-everywhere"],
    [null, "account.ask-factor-reset"],
  ])
})

test("npm run account -- CONTACT --unlock lets somebody in again whom others have shut out", async () => {
  const { id, address } = await person(db)
  const ctx = { db, actor: null, clock: databaseClock, ip: "203.0.113.80" }
  const login = () => logIn(ctx, { contact: address, password: PASSWORD }).then(Boolean, ({ code }) => code)
  for (const [rule, count] of [
    ["loginsPerAccount", 100],
    ["guessedLogins", 400],
    ["messagesPerRecipient:codes", 30],
  ] as const)
    await db.insert(limits).values({ key: `${rule}:${address}`, count, resetsAt: clockAfter("1 day") })
  expect(await login()).toBe("rate_reached")
  expect(run("account", "--unlock", address)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("can log in again"),
  })
  const counts = db.select().from(limits)
  expect(await counts.where(like(limits.key, `%${address}%`))).toEqual([])
  expect(await login()).toBe(true)
  const entries = await db.select().from(audit).where(eq(audit.action, "account.unlock"))
  expect(entries).toMatchObject([{ actorId: null, target: id }])
  for (const [wrong, said] of [
    [["--unlock"], "Specify an account."],
    [["nowhere", "--unlock"], "nowhere is not an email address"],
    [[newEmail(), "--unlock"], "No account uses"],
    [[address, address, "--unlock"], "Unexpected argument"],
  ] as const)
    expect(run("account", ...wrong)).toMatchObject({ status: 1, stderr: expect.stringContaining(said) })
})

test("npm run account -- CONTACT --free lets an e-mail be bound again whose activation has failed", async () => {
  const org = await organization(db)
  const { email, id } = await bound(org, await createdAccount(db, org))
  await moveHandshake({ db }, id, "-20 days")
  const again = () => createdAccount(db, org).then((account) => bound(org, account, { email }))
  await expect(again()).rejects.toMatchObject({ code: "contact_burned" })
  expect(run("account", email, "--free")).toMatchObject({
    status: 0,
    stdout: `${email} can be bound again.\n`,
  })
  await again()
  expect(run("account", email, "--free").stdout).toBe(`Nothing kept ${email} from being used.\n`)
  const entries = await db.select().from(audit).where(eq(audit.action, "contact.free"))
  expect(entries).toMatchObject([{ actorId: null, target: email }])
  for (const [wrong, said] of [
    [["--free"], "Specify an account."],
    [["nowhere", "--free"], "nowhere is not an email address"],
    [[email, email, "--free"], "Unexpected argument"],
  ] as const)
    expect(run("account", ...wrong)).toMatchObject({ status: 1, stderr: expect.stringContaining(said) })
})

test("npm run clock moves nothing in any database but the demo's", async () => {
  const { id } = await invited(await organization(db), newEmail())
  expect(run("clock", id, "--by", "-20 days")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("Only the demo"),
  })
  for (const [wrong, said] of [
    [["h-12", "--by", "-20 days"], "h-12 is not a handshake ID."],
    [[id], "--by is required."],
  ] as const)
    expect(run("clock", ...wrong)).toMatchObject({ status: 1, stderr: expect.stringMatching(new RegExp(`^${said}`)) })
  const [row] = await db.execute<{ fresh: boolean }>(
    `select expires_at > clock_timestamp() as fresh from handshakes where id = '${id}'`,
  )
  expect(row?.fresh).toBe(true)
})

function run(command: string, ...args: string[]) {
  return spawnSync(process.execPath, [programOf(`scripts/${command}.ts`), ...args], {
    env: { ...process.env, DATABASE_URL: url },
    encoding: "utf8",
  })
}
