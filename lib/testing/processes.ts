import { spawnSync } from "node:child_process"
import { bundled } from "@/scripts/install/programs.mjs"

/** Processes with all that they have started. */
export function withDescendants(pids: number[]): Set<number> {
  const lines = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).stdout.trim().split("\n")
  const processes = lines.map((line) => line.trim().split(/\s+/).map(Number))
  const all = new Set(pids)
  // What is added while it is walked is walked as well.
  for (const parent of all) for (const [child = 0, of] of processes) if (of === parent) all.add(child)
  return all
}

/** Where the program of a file of TypeScript is, as the run of the domain tests has bundled it. */
export function programOf(file: string): string {
  const { MUSTER_TEST_PROGRAMS } = process.env
  if (!MUSTER_TEST_PROGRAMS) throw new Error("No bundles: run this file by npm run test:domain.")
  return bundled(file, MUSTER_TEST_PROGRAMS)
}
