import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { countRefusedLogin, noteRefusedLogin } from "@/lib/accounts/counting/refused-logins"
import { logIn } from "@/lib/accounts/login"
import { type Context, databaseClock } from "@/lib/core/context"
import { exposed } from "@/lib/core/watching/exposition"
import { inviteMember } from "@/lib/invitations/invitations"
import { installationFamilies } from "@/lib/ops/gauges"
import { metrics, replicaFamilies } from "@/lib/ops/metrics"
import { settings } from "@/lib/settings"
import { Refusal } from "@/lib/shared/refusals"
import { clockAfter, newEmail, organization, PASSWORD, person } from "@/lib/testing"
import { withPasskey } from "@/lib/testing/factors/world"
import { scraped } from "@/lib/testing/prometheus"
import { version } from "@/package.json"

const TOKEN = "a-token-of-enough-length"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const from = (ip: string): Context => ({ db, actor: null, clock: databaseClock, ip })
const read = (authorization: string | null, metricsToken: string | null = TOKEN) =>
  metrics(authorization, { ...settings(), metricsToken }, () => installationFamilies({ db, clock: databaseClock }))
const counted = async (series: string) =>
  Number(
    (await read(`Bearer ${TOKEN}`))
      ?.split("\n")
      .find((line) => line.startsWith(series))
      ?.split(" ")
      .at(-1) ?? 0,
  )
const recordedOf = (id: string) => db.$count(audit, sql`${audit.target} = ${id} and ${audit.refusal} is not null`)

/** A login as the form sends it, with what happens behind its answer. */
async function tryLogin(ctx: Context, contact: string) {
  const refusal = await logIn(ctx, { contact, password: "not the right one 55" }).catch((error) => error)
  await noteRefusedLogin(ctx, contact, refusal)
  return refusal.code
}

test("only who has the token reads the metrics, and nobody where there is none", async () => {
  const told = scraped((await read(`Bearer ${TOKEN}`)) ?? "")
  expect(told.get("muster_texts_allowed")?.series.get('muster_texts_allowed{budget="textsAltogether"}')).toBe(2000)
  expect([...(told.get("muster_build_info")?.series.keys() ?? [])]).toEqual([
    `muster_build_info{version="${version}",build=""}`,
  ])
  for (const sent of [null, "", TOKEN, `Bearer ${TOKEN}x`, `bearer ${TOKEN}`]) expect(await read(sent)).toBeNull()
  expect(await read("Bearer null", null)).toBeNull()
})

test("a refused login of an account stands in the audit, once an hour for each address, and every one in the metrics", async () => {
  const { id, address } = await person(db)
  const before = await counted('muster_logins_refused_total{reason="wrong_login"}')
  for (let n = 0; n < 5; n++) expect(await tryLogin(from("192.0.2.60"), address)).toBe("wrong_login")
  expect(await tryLogin(from("192.0.2.61"), newEmail())).toBe("wrong_login")
  expect(await recordedOf(id)).toBe(1)
  const rows = await db.select().from(audit).where(sql`${audit.target} = ${id} and ${audit.refusal} is not null`)
  expect(rows).toMatchObject([
    { action: "account.log-in", actorId: null, organizationId: null, ip: "192.0.2.60", refusal: "wrong_login" },
  ])
  expect(await counted('muster_logins_refused_total{reason="wrong_login"}')).toBe(before + 6)
  await tryLogin(from("192.0.2.62"), address)
  await tryLogin({ ...from("192.0.2.60"), clock: clockAfter("61 minutes") }, address)
  expect(await recordedOf(id)).toBe(3)
})

test("a login that goes on with a second step is none of the refused ones", async () => {
  const { address, ...someone } = await person(db)
  await withPasskey(db, someone)
  const refusal = await logIn(from("192.0.2.64"), { contact: address, password: PASSWORD }).catch((error) => error)
  expect(refusal.code).toBe("factor_owed")
  await noteRefusedLogin(from("192.0.2.64"), address, refusal)
  expect(await counted('muster_logins_refused_total{reason="factor_owed"}')).toBe(0)
  countRefusedLogin(new Refusal("wrong_factor"))
  expect(await counted('muster_logins_refused_total{reason="wrong_factor"}')).toBe(1)
})

test("strangers with any number of addresses put twenty-four refused logins of one account into the audit in a day", async () => {
  const { id, address } = await person(db)
  for (let n = 0; n < 40; n++) await tryLogin(from(`192.0.2.${100 + n}`), address)
  expect(await recordedOf(id)).toBe(24)
})

test("an account that is being guessed, and a network that is refused, stand in the metrics by the limit", async () => {
  const { id, address } = await person(db)
  const guessed = () => counted('muster_limits_reached_total{limit="loginsPerAccount"}')
  const refused = () => counted('muster_logins_refused_total{reason="loginsPerAccountAndIp"}')
  const [one, other] = [await guessed(), await refused()]
  await db.execute(sql`insert into limits (key, count, resets_at)
    values (${`loginsPerAccount:${address}`}, 100, ${databaseClock} + interval '1 day')`)
  await tryLogin(from("192.0.2.63"), address)
  expect(await guessed()).toBe(one + 1)
  await db.execute(sql`update limits set count = 10 where key = ${`loginsPerAccountAndIp:${address}@192.0.2.63`}`)
  expect(await tryLogin(from("192.0.2.63"), address)).toBe("rate_reached")
  expect(await refused()).toBe(other + 1)
  expect(await recordedOf(id)).toBe(2)
})

test("a limit that the database refuses by itself is counted too", async () => {
  const org = await organization(db)
  const used = () => counted('muster_limits_reached_total{limit="invitesPerInviter"}')
  const before = await used()
  await db.execute(sql`insert into limits (key, count, resets_at)
    values (${`invitesPerInviter:${org.owner.id}`}, 500, ${databaseClock} + interval '1 day')`)
  const invite = inviteMember(org.owner.ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "" })
  await expect(invite).rejects.toMatchObject({ code: "rate_reached" })
  expect(await used()).toBe(before + 1)
})

test("a replica is told by whether it is read and what it lacks, where there is one", () => {
  expect(replicaFamilies(null)).toEqual([])
  const told = (isResting: boolean, lagBytes: number | null) =>
    exposed(replicaFamilies({ isResting, lagBytes })).match(/^muster.*$/gm)
  expect(told(false, 0)).toEqual(["muster_replica_asked 1", "muster_replica_lag_bytes 0"])
  expect(told(true, 4096)).toEqual(["muster_replica_asked 0", "muster_replica_lag_bytes 4096"])
  expect(told(true, null)).toEqual(["muster_replica_asked 0"])
})
