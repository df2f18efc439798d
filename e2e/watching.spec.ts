import { randomBytes } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { sql } from "drizzle-orm"
import { connect } from "@/db/client"
import { webServer } from "@/e2e/web-server"
import { expect, expectAccessible, test } from "@/e2e/world"
import { collector } from "@/lib/testing/collector"
import { scraped } from "@/lib/testing/prometheus"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"

const TOKEN = "a-token-of-enough-length"
const OWN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/
const TIMES = "muster_request_duration_seconds"

test("every answer names its request, an answer for programs by the same id in both headers, and a trusted proxy's id is kept", async ({
  request,
}, info) => {
  const web = await serve(info.outputPath("web.log"), { TRUST_PROXY: "1" })
  const idOf = async (asked: string, headers: Record<string, string> = {}) => {
    const answer = await request.fetch(`${web.origin}${asked}`, { headers, maxRedirects: 0 })
    const { "x-request-id": id, "x-amzn-requestid": api } = answer.headers()
    return [answer.status(), id, api]
  }
  const own = expect.stringMatching(OWN)
  expect(await idOf("/api/health")).toEqual([200, own, undefined])
  expect(await idOf("/login")).toEqual([200, own, undefined])
  expect(await idOf("/nowhere")).toEqual([404, own, undefined])
  expect(await idOf("/login//x")).toEqual([400, own, undefined])
  expect(await idOf("/_next/static/none.js")).toEqual([404, own, undefined])
  const [status, id, api] = await idOf("/api/aws")
  expect([status, id]).toEqual([400, own])
  expect(api).toBe(id)
  const given = "4bf92f3577b34da6a3ce929d0e0e4736"
  expect(await idOf("/login", { "x-request-id": given })).toEqual([200, given, undefined])
  expect(await idOf("/api/aws", { "x-request-id": given })).toEqual([400, given, own])
  expect(await idOf("/login", { "x-request-id": "<script>" })).toEqual([200, own, undefined])
  await web.stop()
})

test("a page that fails says by which id the log has it, and so does a program's answer", async ({
  page,
  context,
}, info) => {
  const log = info.outputPath("web.log")
  const web = await serve(log, { DATABASE_URL: await emptyDatabase() })
  await context.addCookies([{ name: "muster-session", value: "x".repeat(43), url: web.origin }])
  const answer = await page.goto(`${web.origin}/me`)
  const id = answer?.headers()["x-request-id"] ?? "none"
  expect(id).toMatch(OWN)
  await expect(page.getByText(`Reference: ${id}`)).toBeVisible()
  await expectAccessible(page)
  // Lines are written behind an answer.
  const lines = () => fs.readFileSync(log, "utf8").split("\n")
  await expect.poll(() => lines().some((line) => line.includes(id))).toBe(true)

  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "")
  const credential = `Credential=AKIAIOSFODNN7EXAMPLE/${date.slice(0, 8)}/us-east-1/organizations/aws4_request`
  const signed = "SignedHeaders=content-type;host;x-amz-date;x-amz-target"
  const asked = await page.request.post(`${web.origin}/api/aws`, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}, ${signed}, Signature=${"0".repeat(64)}`,
      "x-amz-date": date,
      "x-amz-target": "AWSOrganizationsV20161128.ListRoots",
      "content-type": "application/x-amz-json-1.1",
    },
    data: "{}",
  })
  const own = () => lines().find((line) => line.includes(asked.headers()["x-request-id"] ?? "none"))
  await expect.poll(own).toBeDefined()
  expect(JSON.parse(own() ?? "{}")).toMatchObject({ level: 50, msg: "a request of an API client failed" })
  await web.stop()
})

test("requests stand in the metrics by the pattern of their address, method and status, and refusals by their code", async ({
  page,
}, info) => {
  const web = await serve(info.outputPath("web.log"))
  const metrics = async () => {
    const told = await page.request.get(`${web.origin}/api/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(told.headers()["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8")
    return scraped(await told.text())
  }
  const asked = ["/login", "/login?next=%2Fme", "/o-aaaaaaaaaa/enterprise/members", "/o-bbbbbbbbbb/enterprise/members"]
  for (const one of [...asked, "/no/such/page"]) await page.request.get(`${web.origin}${one}`, { maxRedirects: 0 })
  await page.request.fetch(`${web.origin}/login`, { method: "PROPFIND" })
  await page.request.get(`${web.origin}/api/aws`)
  await page.goto(`${web.origin}/login`)
  await page.getByLabel("Email or phone").fill("nobody@example.com")
  await page.getByLabel("Password", { exact: true }).fill("not-the-password-1")
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Incorrect")
  const told = await metrics()
  const count = (route: string, method: string, status: number) =>
    told.get(TIMES)?.series.get(`${TIMES}_count{route="${route}",method="${method}",status="${status}"}`)
  expect([
    count("/login", "GET", 200),
    count("/[organization]/enterprise/members", "GET", 307),
    count("/login", "other", 405),
    count("/api/aws", "GET", 400),
    count("/login", "POST", 200),
  ]).toEqual([3, 2, 1, 1, 1])
  const series = (name: string, labels = "") => told.get(name)?.series.get(name + labels)
  expect(series("muster_refusals_total", '{code="wrong_login"}')).toBe(1)
  expect(series("muster_api_errors_total", '{error="UnknownOperationException"}')).toBe(1)
  expect(series("muster_database_up")).toBe(1)
  expect(series("muster_worker_heartbeat_age_seconds")).toBeLessThan(60)
  expect(series("muster_pool_connections_max")).toBe(10)
  const build = fs.readFileSync(path.join(root, ".next/BUILD_ID"), "utf8")
  expect([...(told.get("muster_build_info")?.series.keys() ?? [])].join()).toContain(`build="${build}"`)
  const routes = [...(told.get(TIMES)?.series.keys() ?? [])].map((key) => /route="([^"]*)"/.exec(key)?.[1])
  expect(routes).not.toContain("/no/such/page")
  await web.stop()
})

test("a request is traced from the span of a trusted proxy, with its action and its call, without what was typed", async ({
  page,
}, info) => {
  const collecting = await collector()
  const web = await serve(info.outputPath("web.log"), {
    TRUST_PROXY: "1",
    OTEL_EXPORTER_OTLP_ENDPOINT: collecting.url,
    OTEL_SERVICE_NAME: "site",
  })
  const [trace, parent] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"]
  await page.setExtraHTTPHeaders({ traceparent: `00-${trace}-${parent}-01` })
  const answer = await page.goto(`${web.origin}/login?next=%2Fme%3Fgeheim`)
  await page.getByLabel("Email or phone").fill("geheim@example.com")
  await page.getByLabel("Password", { exact: true }).fill("geheim-password-1")
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Incorrect")
  await page.request.get(`${web.origin}/api/aws?geheim`, { headers: { traceparent: `00-${trace}-${parent}-01` } })
  await web.stop()
  const { spans, refused } = collecting
  expect(refused).toEqual([])
  const requests = spans.filter(
    ({ kind, traceId, parentSpanId }) => kind === 2 && traceId === trace && parentSpanId === parent,
  )
  const request = (name: string) => requests.find((one) => one.name === name)
  expect(request("GET /login")).toMatchObject({
    service: "site",
    attributes: {
      "http.route": "/login",
      "http.response.status_code": "200",
      "muster.request_id": answer?.headers()["x-request-id"],
    },
  })
  const action = spans.find(({ name }) => name === "action login")
  expect(action).toMatchObject({
    parentSpanId: request("POST /login")?.spanId,
    attributes: { "muster.refusal": "wrong_login" },
  })
  expect(
    spans.filter(({ parentSpanId, kind }) => kind === 3 && parentSpanId === action?.spanId).length,
  ).toBeGreaterThan(0)
  expect(spans.find(({ name }) => name === "call ?")).toMatchObject({
    parentSpanId: request("GET /api/aws")?.spanId,
    attributes: { "muster.error": "UnknownOperationException" },
  })
  expect(JSON.stringify(spans)).not.toContain("geheim")
  collecting.close()
})

/** A web server of its own, with what it logs. */
async function serve(log: string, env: Record<string, string> = {}) {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  fs.mkdirSync(path.dirname(log), { recursive: true })
  const output = fs.openSync(log, "a")
  const { answers, stop } = webServer({ port, origin, env: { METRICS_TOKEN: TOKEN, ...env }, output })
  await answers(`${origin}/api/health`, origin)
  return { origin, stop }
}

/** A database without tables: whatever is asked of it fails. */
async function emptyDatabase(): Promise<string> {
  const name = `empty_${randomBytes(6).toString("hex")}`
  const url = String(process.env.DATABASE_URL)
  const { db, close } = connect(url, { pool: 1, statementSeconds: 0, role: null })
  await db.execute(sql.raw(`create database ${name}`)).finally(close)
  return url.replace(/[^/]+$/, name)
}
