// The patterns of the addresses that the app knows, so that what is counted by them is bounded.
import fs from "node:fs"
import path from "node:path"
import { FILES } from "./requests.mjs"

/**
 * Gives what tells the pattern of an address, from what a build says of its pages; without a build all are alike.
 * @param {string} build
 */
export function routesOf(build) {
  const file = path.join(build, "routes-manifest.json")
  const { staticRoutes = [], dynamicRoutes = [] } = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {}
  const fixed = new Set(staticRoutes.map(({ page }) => page))
  const patterns = dynamicRoutes.map(({ page, regex }) => ({ page, regex: new RegExp(regex) }))
  return (/** @type {string} */ url) => {
    const [pathname = ""] = url.split("?")
    if (pathname.startsWith(FILES)) return "/_next/static"
    if (fixed.has(pathname)) return pathname
    return patterns.find(({ regex }) => regex.test(pathname))?.page ?? "other"
  }
}
