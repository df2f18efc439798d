import { z } from "zod"

const address = z.url({ protocol: /^https?$/, error: "must be an address of a collector" }).optional()

/** Headers as OpenTelemetry writes them: name=value, with commas between, and a value percent-encoded. */
const headers = z.string().transform((text, context): Record<string, string> => {
  const pairs = text.split(",").map((pair) => /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(\S*)\s*$/.exec(pair))
  const read = pairs.map((pair) => [pair?.[1], decoded(pair?.[2])])
  if (read.every(([name, value]) => name !== undefined && value !== undefined)) return Object.fromEntries(read)
  context.addIssue("must be written name=value, with commas between and a % before what is encoded, in UTF-8")
  return z.NEVER
})

/** What is percent-encoded; nothing where that cannot be read. */
function decoded(text = ""): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const share = z
  .string()
  .regex(/^(?:0(?:\.\d{1,9})?|1(?:\.0+)?)$/, "must be a number from 0 to 1")
  .transform(Number)

/** Where traces go, by the names that OpenTelemetry has given to its settings. */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_HEADERS: headers.optional(),
  OTEL_SERVICE_NAME: z.string().prefault("muster"),
  OTEL_TRACES_SAMPLER_ARG: share.prefault("1"),
}

/** Where traces go, by which name, and how many of them; null where nobody collects them. */
export function tracingOf(env: z.output<z.ZodObject<typeof tracingVariables>>) {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/*$/, "/v1/traces")
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? base
  if (!endpoint) return null
  const { OTEL_SERVICE_NAME: service, OTEL_TRACES_SAMPLER_ARG: share, OTEL_EXPORTER_OTLP_HEADERS: headers = {} } = env
  return { endpoint, headers, service, share }
}
