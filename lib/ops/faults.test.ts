import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect } from "@/db/client"
import { migrate } from "@/db/migrate"
import { organization } from "@/lib/testing"
import { resendStandIn } from "@/lib/testing/letters/providers"
import { programOf } from "@/lib/testing/processes"
import { rounds } from "@/lib/testing/races"
import { startPostgres } from "@/scripts/tools/postgres.mjs"

const KILLS = rounds(3, 1)
const ACKNOWLEDGED_BETWEEN = rounds(150, 40)
const LONG = 240_000

let folder: string
let server: Awaited<ReturnType<typeof startPostgres>>
let mail: Awaited<ReturnType<typeof resendStandIn>>
const running = new Set<ChildProcess>()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "muster-faults-"))
  chmodSync(folder, 0o755)
  // A durable one: what it acknowledged must survive.
  server = await startPostgres({ dataDir: join(folder, "postgres") })
  await migrate(server.url)
  mail = await resendStandIn()
}, LONG)
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL")
  await mail.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}, LONG)

test("nothing acknowledged is lost, no letter is lost and none arrives twice, a batch is there whole or not at all, though app, worker and database are killed", {
  timeout: LONG,
}, async () => {
  const { db, close } = connect(server.url)
  const org = await organization(db, { quota: 1_000_000 })
  const acks: string[] = []
  const app = () => program("lib/testing/load.ts", [org.id, org.owner.id], (line) => acks.push(line))
  const worker = () => program("scripts/worker.ts")
  const more = async () => {
    const before = acks.length
    await until(() => acks.length > before + ACKNOWLEDGED_BETWEEN)
  }

  let [load, carrier] = [app(), worker()]
  for (let n = 0; n < KILLS; n++) {
    await more()
    await kill(load)
    load = app()
    await more()
    process.kill(server.pid(), "SIGKILL")
    await more()
    await kill(carrier)
    carrier = worker()
  }
  await kill(load)
  await db.execute(sql`update letters set next_try_at = clock_timestamp() where state = 'queued'`)
  await until(async () => (await db.execute(sql`select 1 from letters where state = 'queued' limit 1`)).length === 0)
  await kill(carrier)

  const count = async (query: ReturnType<typeof sql>) => Number((await db.execute(query))[0]?.n)
  const acknowledged = (what: string) => acks.filter((line) => line.startsWith(what)).map((line) => line.split(" ")[1])
  const missing = async (what: string, state: string) => {
    const ids = acknowledged(what)
    expect(ids.length).toBeGreaterThan(0)
    const kept = await count(sql`
      select count(*) as n from handshakes where id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))
         and (${state} = 'any' or state = ${state})`)
    return ids.length - kept
  }
  expect(await missing("invited", "any")).toBe(0)
  expect(await missing("accepted", "accepted")).toBe(0)
  expect(await missing("revoked", "canceled")).toBe(0)

  // Of a batch there is all or nothing, and all of what was acknowledged.
  const batches = await db.execute<{ batch: string; rows: number }>(sql`
    select terms ->> 'note' as batch, count(*)::int as rows from handshakes where terms ->> 'note' <> '' group by 1`)
  expect(new Set(batches.map(({ rows }) => rows))).toEqual(new Set([20]))
  const present = new Set(batches.map(({ batch }) => batch))
  expect(acknowledged("batch").length).toBeGreaterThan(0)
  expect(acknowledged("batch").filter((batch) => !present.has(batch ?? ""))).toEqual([])

  const handshakes = await count(sql`select count(*) as n from handshakes`)
  expect(await count(sql`select count(*) as n from letters`)).toBe(handshakes)
  expect(await count(sql`select count(*) as n from audit where action = 'invitation.propose'`)).toBe(handshakes)
  const members = await count(sql`select count(*) as n from memberships where origin = 'invitation'`)
  expect(await count(sql`select count(*) as n from handshakes where state = 'accepted'`)).toBe(members)
  expect(await count(sql`select count(*) as n from audit where action = 'invitation.accept'`)).toBe(members)

  const sent = await count(sql`select count(*) as n from letters where state = 'sent'`)
  const dropped = await count(sql`select count(*) as n from letters where state = 'dropped'`)
  expect(sent + dropped).toBe(handshakes)
  const recipients = [...mail.delivered.values()].map(({ to }) => String(to))
  expect(recipients.length).toBe(new Set(recipients).size)
  expect(recipients.length).toBeGreaterThanOrEqual(sent)
  console.info(
    `${acks.length} acknowledged, ${handshakes} invitations, ${recipients.length} letters, ${KILLS * 3} kills`,
  )
  await close()
})

function program(file: string, args: string[] = [], onLine: (line: string) => void = () => {}): ChildProcess {
  const child = spawn(process.execPath, [programOf(file), ...args], {
    stdio: ["ignore", "pipe", "ignore"],
    env: {
      ...process.env,
      DATABASE_URL: server.url,
      RESEND_API_KEY: "re_test",
      RESEND_BASE_URL: mail.url,
      MAIL_FROM: "Muster <muster@example.com>",
      LIMIT_INVITES_PER_INVITER: "1000000/1m",
      LIMIT_INVITES_PER_ORGANIZATION: "1000000/1m",
    },
  })
  if (child.stdout) createInterface({ input: child.stdout }).on("line", onLine)
  running.add(child)
  return child
}

async function kill(child: ChildProcess) {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) throw new Error("A program ended before it was killed")
  const gone = once(child, "exit")
  child.kill("SIGKILL")
  await gone
}

async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await pause(50)
}
