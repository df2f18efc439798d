import { withDescendants } from "@/lib/testing/processes"

/** Kills processes with all that they have started, at once: none can say anything to anybody any more. */
export function killAll(pids: number[], beforehand = () => {}) {
  const all = withDescendants(pids)
  for (const one of all) process.kill(one, "SIGSTOP")
  beforehand()
  for (const one of all) process.kill(one, "SIGKILL")
}
