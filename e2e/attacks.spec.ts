import { randomUUID } from "node:crypto"
import fs from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, newEmail, PASSWORD, test } from "@/e2e/world"
import { actionId } from "@/lib/testing/acts/actions"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"
import { supervise } from "@/scripts/tools/supervise.mjs"

const LONG = process.env.TEST_ATTACKS === "long"
const A_SECOND = 15
const SECONDS = LONG ? 40 : 5
/** Takes longest to judge: every part of it is on some list, in many ways. */
const DEAR = "p4$$w0rd".repeat(4)
/** Long runs alone hold times: of a machine that does much else beside they say little. */
const USUAL_MS = 100

// One at a time: each has the machine to itself.
test.describe.configure({ mode: "serial" })

test("fifteen dear requests a second from one address keep nobody else waiting", async ({ world }) => {
  const site = await besideProxy()
  const attacker = (n: number) =>
    n % 2 === 0
      ? site.post("/reset", "resetAction", { verificationId: randomUUID(), code: "000000", password: DEAR })
      : site.post("/register", "registerAction", { contact: newEmail(), name: "Eve", password: DEAR })
  const probes: { status: number; tookMs: number }[] = []
  const attacks: Promise<string>[] = []
  for (let n = 0; n < A_SECOND * SECONDS; n++) {
    attacks.push(attacker(n))
    await sleep(1000 / A_SECOND)
    if (n % 5 === 0) probes.push(await site.probe())
  }
  const someone = await world.person()
  const login = { contact: someone.address, password: "not the right one 55" }
  expect(await site.post("/login", "loginAction", login, "198.51.100.91")).toBe("wrong_login")
  const answers = await Promise.all(attacks)
  // Sixty are looked at in ten minutes, however many come; fewer where the machine has no time for them.
  const judged = answers.filter((code) => code === "weak_password").length
  expect(judged).toBeLessThanOrEqual(60)
  expect(answers.filter((code) => code === "rate_reached")).toHaveLength(attacks.length - judged)
  expect(probes.map(({ status }) => status)).toEqual(probes.map(() => 200))
  const times = probes.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
  const told = { median: times[Math.floor(times.length / 2)] ?? 0, longest: times.at(-1) ?? 0 }
  console.log("probes in ms", told)
  if (LONG) expect(told.median).toBeLessThan(USUAL_MS)
  await site.stop()
})

test("logins that one address sends at once keep no other from logging in", async ({ world }) => {
  const site = await besideProxy()
  const someone = await world.person()
  const own = { contact: someone.address, password: PASSWORD }
  const wrong = () => site.post("/login", "loginAction", { contact: newEmail(), password: "not the right one 55" })
  const flood = Array.from({ length: LONG ? 600 : 60 }, wrong)
  expect(await site.post("/login", "loginAction", own, "198.51.100.92")).toBe("in")
  const answers = await Promise.all(flood)
  expect(answers.filter((code) => code === "wrong_login").length).toBeLessThanOrEqual(50)
  expect(answers).not.toContain("in")
  await site.stop()
})

/** A server of its own behind a proxy, which says for whom it asks. */
async function besideProxy() {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const web = supervise({
    name: "web",
    args: ["--import", `${root}/scripts/tools/exit-with-parent.mjs`, `${root}/scripts/web/server.mjs`, `${port}`],
    env: { ...process.env, NODE_ENV: "production", MUSTER_ORIGIN: origin, TRUST_PROXY: "1" },
    output: fs.openSync(String(process.env.MUSTER_LOG), "a"),
  })
  await web.answers(`${origin}/api/health`, origin)
  async function post(at: string, action: string, fields: Record<string, string>, from = "198.51.100.90") {
    const headers = {
      "next-action": actionId(action),
      origin,
      "sec-fetch-site": "same-origin",
      "x-forwarded-for": from,
    }
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value)
    body.append("0", JSON.stringify([null, "$K1"]))
    const answer = await fetch(origin + at, { method: "POST", redirect: "manual", headers, body })
    const text = await answer.text()
    return /"ok":false,"code":"(\w+)"/.exec(text)?.[1] ?? (answer.headers.has("x-action-redirect") ? "in" : text)
  }
  async function probe() {
    const since = performance.now()
    const { status } = await fetch(`${origin}/api/health`)
    return { status, tookMs: Math.round(performance.now() - since) }
  }
  return { post, probe, stop: () => web.stop() }
}
