import path from "node:path"
import { root } from "@/scripts/tools/process-tools.mjs"
import { supervise } from "@/scripts/tools/supervise.mjs"

interface Place {
  /** Where it was built. */
  folder?: string
  port: number
  origin: string
  env?: Record<string, string>
  output: number
}

/** A web server of the build in a folder, beside the one of the run. */
export function webServer({ folder = root, port, origin, env, output }: Place) {
  const [tools = "", web = ""] = ["scripts/tools/exit-with-parent.mjs", "scripts/web/server.mjs"].map((file) =>
    path.join(folder, file),
  )
  const args = ["--import", tools, web, String(port), "127.0.0.1"]
  const surroundings: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", MUSTER_ORIGIN: origin, ...env }
  return supervise({ name: "web", args, env: surroundings, output })
}
