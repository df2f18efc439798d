// Before the domain tests: the programs beside the app, bundled as a build bundles them, and one throwaway PostgreSQL with
// a migrated template database. TEST_POOLER puts a pooler before it, which gives its connections to a session or a
// transaction; the tests then work through it as the app does.
import fs from "node:fs"
import path from "node:path"
import type { TestProject } from "vitest/node"
import { SEARCH_PATH, settingsOf } from "@/db/client"
import { migrate } from "@/db/migrate"
import { USUAL_ROLE } from "@/db/role"
import { tell } from "@/lib/testing/standbys"
import { bundlePrograms, PROGRAMS } from "@/scripts/install/programs.mjs"
import { startPooler } from "@/scripts/tools/pooler.mjs"
import { startThrowaway } from "@/scripts/tools/postgres.mjs"
import { alive, root } from "@/scripts/tools/process-tools.mjs"

const LOGIN = "muster_web"
/** What a test kills in the middle of its work. */
const LOAD = "lib/testing/load.ts"
/** Where bundles find the packages that they leave out, in a folder for each run. */
const PACKAGES = path.join(root, "node_modules")
const PROGRAMS_OF = ".programs-"
const PROGRAMS_HERE = path.join(PACKAGES, PROGRAMS_OF + process.pid)

export default async function setup(project: TestProject) {
  // Both projects of the domain tests ask for it; the first starts it.
  if (process.env.MUSTER_TEST_SERVER) return
  const stops: (() => unknown)[] = [() => remove(PROGRAMS_HERE)]
  const stop = async () => {
    for (const one of stops.reverse()) await one()
  }
  try {
    await bundle(project)
    const server = await startThrowaway()
    stops.push(server.stop)
    await makeTemplate(server.url)
    const mode = process.env.TEST_POOLER
    if (mode) stops.push((await pooledBy(mode, server.url)).stop)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}

/** Bundles the programs, and anew whenever tests run again. */
async function bundle(project: TestProject) {
  for (const name of fs.readdirSync(PACKAGES))
    if (name.startsWith(PROGRAMS_OF) && !alive(Number(name.slice(PROGRAMS_OF.length))))
      remove(path.join(PACKAGES, name))
  const again = () => bundlePrograms(PROGRAMS_HERE, [...PROGRAMS, LOAD])
  project.onTestsRerun(again)
  await again()
  process.env.MUSTER_TEST_PROGRAMS = PROGRAMS_HERE
}

function remove(folder: string) {
  fs.rmSync(folder, { recursive: true, force: true })
}

async function makeTemplate(url: string) {
  await tell({ url }, "create database template_muster")
  await migrate(url.replace(/[^/]+$/, "template_muster"))
  process.env.MUSTER_TEST_SERVER = url
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
