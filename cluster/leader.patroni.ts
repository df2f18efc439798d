import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { held, longestSilence, NOTHING, settle, summary } from "@/cluster/ledger"
import { sendersOf, startLoad } from "@/cluster/load"
import { type Mail, startMail } from "@/cluster/mail"
import { missingPrograms, type Patroni, startPatroni } from "@/cluster/patroni"
import { type Site, startSite } from "@/cluster/site"
import { connect } from "@/db/client"

const BETWEEN = 100
const LONGEST_OUTAGE_MS = 40_000

let folder: string
let patroni: Patroni
let mail: Mail
let site: Site
let app: ReturnType<typeof connect>
beforeAll(async () => {
  const missing = missingPrograms()
  if (missing.length > 0) throw new Error(`Not installed: ${missing.join(", ")}. See docs/development.md.`)
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-patroni-"))
  fs.chmodSync(folder, 0o755)
  ;[patroni, mail] = await Promise.all([startPatroni(folder), startMail()])
  Object.assign(process.env, { DATABASE_ROLE: "none", DATABASE_PREPARE: "1" })
  site = await startSite({ databaseUrl: patroni.url, mailUrl: mail.url, folder })
  app = connect(patroni.url)
})
afterAll(async () => {
  await app?.close()
  await site?.close()
  await patroni?.close()
  mail?.close()
  if (folder) fs.rmSync(folder, { recursive: true, force: true })
})

test("Patroni puts another in the place of a leader that is killed within forty seconds, and nothing acknowledged is lost", async () => {
  const load = startLoad({ db: app.db, origin: site.origin, senders: await sendersOf(app.db, site.origin) })
  await load.more(BETWEEN)
  const lost = await patroni.killLeader()
  const killed = performance.now()
  await load.more(BETWEEN)
  const outage = longestSilence(killed, load)
  await patroni.restart(lost)
  await load.more(BETWEEN)
  await load.stop()
  await settle(app.db, site)
  console.info(
    `${summary(load, mail)}\nthe longest silence after the leader was killed: ${(outage / 1000).toFixed(1)} s`,
  )
  expect(await held({ db: app.db, ledger: load.ledger, mail })).toEqual(NOTHING)
  expect(outage).toBeLessThan(LONGEST_OUTAGE_MS)
})
