// The program that delivers letters, beside the web server.
import { runWorker } from "../lib/letters/worker"

const ending = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort())
await runWorker(ending.signal)
process.exit(0)
