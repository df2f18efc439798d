// Two web servers and two workers on the databases of a cluster, behind one address.
import fs from "node:fs"
import path from "node:path"
import { roundRobin } from "@/cluster/doors"
import { unlimited } from "@/lib/testing/acts/acts"
import { bundled } from "@/scripts/install/programs.mjs"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"
import { supervise } from "@/scripts/tools/supervise.mjs"

export interface Site {
  origin: string
  /** What the servers and workers have written. */
  log(): string
  /** Ends the workers when they have done what is under way. */
  stopWorkers(): Promise<void>
  startWorkers(): void
  close(): Promise<void>
}

interface About {
  databaseUrl: string
  mailUrl: string
  folder: string
  /** Where the second of the two was built. */
  second?: string
}

export async function startSite({ databaseUrl, mailUrl, folder, second = root }: About): Promise<Site> {
  const [port, ...ports] = (await Promise.all([freePort(), freePort(), freePort()])) as [number, ...number[]]
  const origin = `http://localhost:${port}`
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    MUSTER_EMBEDDED: "0",
    MUSTER_ORIGIN: origin,
    DATABASE_URL: databaseUrl,
    SMTP_URL: mailUrl,
    MAIL_FROM: "Muster <muster@example.com>",
    TRUST_PROXY: "0",
    LOG_LEVEL: "info",
    FACTOR_ROLES: "none",
    ...unlimited,
  }
  const file = path.join(folder, "site.log")
  const output = fs.openSync(file, "a")
  const at = (build: string, program: string) => path.join(build, path.relative(root, program))
  const start = (name: string, build: string, args: string[]) =>
    supervise({
      name,
      args: ["--import", at(build, path.join(root, "scripts/tools/exit-with-parent.mjs")), ...args],
      env,
      output,
    })
  const builds = [root, second]
  const server = path.join(root, "scripts/web/server.mjs")
  const webs = builds.map((build, n) => start("web", build, [at(build, server), String(ports[n]), "127.0.0.1"]))
  const answered = webs.map((web, n) => web.answers(`http://127.0.0.1:${ports[n]}/api/health`, origin))
  await Promise.all(answered).catch((error) => {
    console.error(fs.readFileSync(file, "utf8"))
    throw error
  })
  const closeProxy = await roundRobin(port, ports)
  const startWorkers = () => builds.map((build) => start("worker", build, [at(build, bundled("scripts/worker.ts"))]))
  let workers = startWorkers()
  const stopWorkers = () => Promise.all(workers.map(({ stop }) => stop())).then(() => {})
  return {
    origin,
    log: () => fs.readFileSync(file, "utf8"),
    stopWorkers,
    startWorkers: () => {
      workers = startWorkers()
    },
    async close() {
      closeProxy()
      await Promise.all([...webs.map(({ stop }) => stop()), stopWorkers()])
      fs.closeSync(output)
    },
  }
}
