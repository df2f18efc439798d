// The program that delivers letters and seals the audit, beside the web server.
import { runWorker } from "@/lib/ops/worker"

const ending = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort())
await runWorker(ending.signal)
process.exit(0)
