import fs from "node:fs"
import { balancer } from "@/e2e/balancer"
import { webServer } from "@/e2e/web-server"
import { expect } from "@/e2e/world"
import { unlimited } from "@/lib/testing/acts/acts"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"

/** Longer than the balancer takes to notice. */
const DRAIN_SECONDS = "2"

/** Two web servers behind a balancer, and what replaces one of them as a careful operator does. */
export async function twoServers() {
  const [port, ...ports] = await Promise.all([freePort(), freePort(), freePort()])
  const origin = `http://localhost:${port}`
  const output = fs.openSync(process.env.MUSTER_LOG ?? "/dev/null", "a")
  const start = async (at: number, folder: string) => {
    const own = Number(ports[at])
    const server = webServer({ folder, port: own, origin, env: { ...unlimited, DRAIN_SECONDS }, output })
    await server.answers(`http://127.0.0.1:${own}/api/health/ready`, origin)
    return server
  }
  const servers = await Promise.all(ports.map((_, at) => start(at, root)))
  const { failures, behind, close } = await balancer(port, ports)
  const seen = (at: number) => expect.poll(() => behind[at]?.isReady).toBe(true)
  await Promise.all(ports.map((_, at) => seen(at)))
  return {
    origin,
    failures,
    behind,
    async replace(at: number, folder: string) {
      await servers[at]?.stop("SIGTERM", Number(DRAIN_SECONDS))
      servers[at] = await start(at, folder)
      await seen(at)
    },
    async close() {
      await close()
      await Promise.all(servers.map(({ stop }) => stop("SIGINT")))
    },
  }
}
