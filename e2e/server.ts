import { randomBytes } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { migrate } from "@/db/migrate"
import { WEBHOOK_SECRET } from "@/lib/testing/letters/webhooks"
import { runnable } from "@/scripts/install/programs.mjs"
import { startThrowaway } from "@/scripts/tools/postgres.mjs"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"
import { supervise } from "@/scripts/tools/supervise.mjs"

const exitWithParent = ["--import", path.join(root, "scripts", "tools", "exit-with-parent.mjs")]

/** The built app as people get it, with a worker, on a database of its own; all of it goes when the tests end. */
export default async function serve() {
  const database = await startThrowaway()
  const stops = [database.stop]
  const stopAll = async () => {
    for (const stop of stops) await stop()
  }
  try {
    await migrate(database.url)
    const port = await freePort()
    Object.assign(process.env, surroundings(database, port))
    const output = fs.openSync(path.join(database.folder, "app.log"), "a")
    const keep = (name: string, ...args: string[]) => {
      const child = supervise({
        name,
        args: [...exitWithParent, ...args],
        env: { ...process.env, NODE_ENV: "production" },
        output,
      })
      stops.unshift(child.stop)
      return child
    }
    const web = keep("web", path.join(root, "scripts", "web", "server.mjs"), String(port), "127.0.0.1")
    keep("worker", ...runnable("scripts/worker.ts", { built: true }))
    await web.answers(`http://127.0.0.1:${port}/api/health/ready`, String(process.env.MUSTER_ORIGIN))
    return stopAll
  } catch (error) {
    if (process.env.MUSTER_LOG) console.error(fs.readFileSync(process.env.MUSTER_LOG, "utf8"))
    await stopAll()
    throw error
  }
}

/** What the app, the worker and the specs are told. */
function surroundings({ url, folder }: { url: string; folder: string }, port: number) {
  const origin = `http://localhost:${port}`
  return {
    PLAYWRIGHT_TEST_BASE_URL: origin,
    MUSTER_ORIGIN: origin,
    MUSTER_EMBEDDED: "1",
    // Many worlds of one database have the same name.
    ALIKE_NAMES: "allow",
    MUSTER_SECRET: randomBytes(36).toString("base64"),
    RESEND_WEBHOOK_SECRET: WEBHOOK_SECRET,
    MUSTER_LOG: path.join(folder, "app.log"),
    DATABASE_URL: url,
  }
}
