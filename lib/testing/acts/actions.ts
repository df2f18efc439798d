// Server Actions as a browser calls them.
import fs from "node:fs"
import path from "node:path"
import { root } from "@/scripts/tools/process-tools.mjs"

/** How a script sends values to a Server Action that takes a state before them; the build is by default that of this folder. */
export function actionRequest(name: string, values: object, build?: string) {
  return {
    headers: {
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      "next-action": actionId(name, build),
    },
    body: JSON.stringify([null, values]),
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
