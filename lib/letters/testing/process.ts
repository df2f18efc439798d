// A worker as a process of its own, so that a test can kill it.
import { runWorker } from "../worker"

const stop = new AbortController()
process.on("SIGTERM", () => stop.abort())
await runWorker(stop.signal)
process.exit(0)
