// Server Actions as a browser calls them.
import fs from "node:fs"
import path from "node:path"
import { root } from "@/scripts/tools/process-tools.mjs"

const BOUNDARY = "----form"

/** A form as React sends it to a Server Action that takes a state before it. */
export function formBody(fields: Record<string, string>) {
  const named = Object.entries(fields).map(([name, value]) => [`_1_${name}`, value] as const)
  const parts = [...named, ["0", '[null,"$K1"]'] as const].map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return {
    body: `${parts.join("")}--${BOUNDARY}--\r\n`,
    headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
  }
}

/** The id under which a build has put an action; by default the build of this folder. */
export function actionId(name: string, build = root): string {
  const [, id] = [...actionIds(build)].find(([action]) => action.endsWith(` ${name}`)) ?? []
  if (!id) throw new Error(`The build has no action ${name}`)
  return id
}

/** The ids of all actions of a build, each by its file and name. */
export function actionIds(build = root): Map<string, string> {
  const manifest = path.join(build, ".next", "server", "server-reference-manifest.json")
  const { node } = JSON.parse(fs.readFileSync(manifest, "utf8"))
  const actions = Object.entries<{ filename: string; exportedName: string }>(node)
  return new Map(actions.map(([id, { filename, exportedName }]) => [`${filename} ${exportedName}`, id]))
}
