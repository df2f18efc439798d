import { spawnSync } from "node:child_process"

/** Kills processes with all that they have started, at once: none can say anything to anybody any more. */
export function killAll(pids: number[], beforehand = () => {}) {
  const lines = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).stdout.trim().split("\n")
  const processes = lines.map((line) => line.trim().split(/\s+/).map(Number))
  const all = new Set(pids)
  for (const parent of all) for (const [child = 0, of] of processes) if (of === parent) all.add(child)
  for (const one of all) process.kill(one, "SIGSTOP")
  beforehand()
  for (const one of all) process.kill(one, "SIGKILL")
}
