import pino from "pino"
import { current } from "@/lib/core/watching/current"

const HIDDEN = "[hidden]"
const SECRET_NAME = /token|secret|password|cookie|authorization|session|otp/i
const CONTACT_NAME = /e-?mail|phone|contact|recipient|subject|^to$/i
/** Codes that may be logged: of refusals, of SQL and of Node. Any other may open something. */
const TELLABLE_CODE = /^([a-z]+(_[a-z]+)*|[A-Z0-9]{5}|[A-Z]+(_[A-Z]+)*)$/
const DEPTH = 6

const level = process.env.LOG_LEVEL ?? ""

/** Structured lines on standard output, with the id of their request, from which secrets and contacts are cut. */
export const log = pino({
  level: level in pino.levels.values || level === "silent" ? level : "info",
  base: undefined,
  mixin: () => ({ requestId: current()?.requestId }),
  formatters: { bindings: (bindings) => clean(bindings) as Record<string, unknown> },
  hooks: {
    logMethod(args, method) {
      method.apply(this, args.map((arg) => clean(arg)) as Parameters<typeof method>)
    },
  },
})

/** Takes out of a value whatever opens something or names somebody. */
export function clean(value: unknown, name = "", depth = 0): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value
  if (SECRET_NAME.test(name) || CONTACT_NAME.test(name)) return HIDDEN
  if (typeof value === "string" || typeof value === "number")
    return name === "code" ? tellableCode(value) : cleanScalar(value)
  if (typeof value !== "object" || depth >= DEPTH) return undefined
  if (value instanceof Date) return value
  if (value instanceof Error) return cleanError(value, depth)
  if (Array.isArray(value)) return value.map((item) => clean(item, "", depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item, key, depth + 1)]))
}

function tellableCode(code: string | number) {
  return typeof code === "string" && TELLABLE_CODE.test(code) && !/^\d{6,}$/.test(code) ? code : HIDDEN
}

function cleanScalar(value: string | number) {
  return typeof value === "string" ? cleanText(value) : value
}

/** Queries of addresses, long random words, e-mail addresses and phone numbers. */
function cleanText(text: string) {
  return text
    .replace(/(https?:\/\/|\/)([^\s"'?]*)\?[^\s"')]+/g, `$1$2?${HIDDEN}`)
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, HIDDEN)
    .replace(/\+\d{7,15}\b/g, HIDDEN)
    .replace(/[\w-]{40,}/g, HIDDEN)
}

/** The message of a failed query holds its parameters, so only its cause is logged. */
function cleanError(error: Error, depth: number): Record<string, unknown> {
  const { cause, code, constraint_name: constraint } = error as Error & Record<string, unknown>
  const failedQuery = "params" in error || "parameters" in error
  return {
    type: error.name,
    message: failedQuery && cause ? "query failed" : cleanText(error.message),
    code: clean(code, "code"),
    constraint: clean(constraint),
    stack: cleanText((error.stack ?? "").split("\n    at ").slice(1).join("\n    at ")),
    cause: clean(cause, "", depth + 1),
  }
}
