// The program that delivers letters and seals the audit, beside the web server.
import { startTracing } from "@/lib/ops/tracing/tracing"
import { runWorker } from "@/lib/ops/worker"

const ending = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort())
const tracesSent = startTracing()
await runWorker(ending.signal)
await tracesSent()
process.exit(0)
