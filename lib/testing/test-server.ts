// Before the domain tests: the programs beside the app, bundled as a build bundles them, and one throwaway PostgreSQL with
// a migrated template database. TEST_POOLER puts a pooler before it, which gives its connections to a session or a
// transaction; the tests then work through it as the app does.
import fs from "node:fs"
import path from "node:path"
import { SEARCH_PATH, settingsOf } from "@/db/client"
import { migrate } from "@/db/migrate"
import { USUAL_ROLE } from "@/db/role"
import { tell } from "@/lib/testing/standbys"
import { bundlePrograms, PROGRAMS } from "@/scripts/install/programs.mjs"
import { startPooler } from "@/scripts/tools/pooler.mjs"
import { startThrowaway } from "@/scripts/tools/postgres.mjs"
import { root } from "@/scripts/tools/process-tools.mjs"

const LOGIN = "muster_web"
/** What a test kills in the middle of its work. */
const LOAD = "lib/testing/load.ts"

export default async function setup() {
  const programs = fs.mkdtempSync(path.join(root, "node_modules", ".programs-"))
  const [server] = await Promise.all([startServer(), bundlePrograms(programs, [...PROGRAMS, LOAD])])
  process.env.MUSTER_TEST_PROGRAMS = programs
  const mode = process.env.TEST_POOLER
  const pooler = mode ? await pooledBy(mode, server.url) : undefined
  return async () => {
    fs.rmSync(programs, { recursive: true, force: true })
    await pooler?.stop()
    await server.stop()
  }
}

async function startServer() {
  const server = await startThrowaway()
  await tell(server, "create database template_muster")
  await migrate(server.url.replace(/[^/]+$/, "template_muster"))
  process.env.MUSTER_TEST_SERVER = server.url
  return server
}

/** A pooler before the server, and a login for the app that is in its role and no more: docs/operations.md. */
async function pooledBy(mode: string, url: string) {
  const settings = Object.entries({ ...settingsOf(), search_path: SEARCH_PATH })
  const set = settings.map(([name, value]) => `alter role ${LOGIN} set ${name} = ${value}`)
  await tell({ url }, `create role ${LOGIN} login in role ${USUAL_ROLE}`, ...set)
  const pooler = await startPooler({ url, logins: [LOGIN], settings: [`pool_mode=${mode}`, "default_pool_size=40"] })
  process.env.MUSTER_TEST_POOLER = `postgres://${LOGIN}@127.0.0.1:${pooler.port}/`
  process.env.DATABASE_ROLE = "none"
  // A session keeps what was prepared on its connection.
  if (mode === "session") process.env.DATABASE_PREPARE = "1"
  return pooler
}
