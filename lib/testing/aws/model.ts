import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as client from "@aws-sdk/client-organizations"
import { always, patterns } from "@/lib/testing/aws/shapes"

/** Of a simple type; both bits make a list or a map of it. */
const STRING = 0
const NUMBER = 1
const BOOLEAN = 2
const TIMESTAMP = 4
const LIST_OF = 64
const ERROR = -3
const LIST = 1
const STRUCTURE = 3

/** Errors before an operation is known, so no operation lists them. */
const BEFORE_OPERATIONS = [
  "MissingAuthenticationTokenException",
  "IncompleteSignatureException",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "UnknownOperationException",
  "SerializationException",
]
const ANY_OPERATION = ["AccessDeniedException", "ServiceException", "TooManyRequestsException"]
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** Seconds, not milliseconds: of this century. */
const TIMES = { from: 946_684_800, to: 4_102_444_800 }

export interface Answered {
  status: number
  headers: Headers
  text: string
}

/** The breaches of the model of the JavaScript client in an answer, in words. */
export function complaintsOf(operation: string, { status, headers, text }: Answered): string[] {
  const complaints = status === 200 ? ofOutput(operation, text) : ofError(operation, status, text)
  if (headers.get("content-type") !== "application/x-amz-json-1.1") complaints.push("content type")
  if (!UUID.test(headers.get("x-amzn-requestid") ?? "")) complaints.push("x-amzn-RequestId")
  return complaints.map((complaint) => `${operation}: ${complaint} (${status} ${text})`)
}

function ofOutput(operation: string, text: string): string[] {
  const schema = model[`${operation}$`]
  if (!Array.isArray(schema)) return ["not an operation that the client knows"]
  const output = resolved(schema[5])
  if (!Array.isArray(output)) return /^(\{\})?$/.test(text) ? [] : ["a body where there is none"]
  const required = (output[4] as string[]).filter((name) => name !== "NextToken")
  return [...breaches({ ...always, [String(output[2])]: required }, output, parsed(text), "")]
}

function ofError(operation: string, status: number, text: string): string[] {
  const body = parsed(text)
  if (!isRecord(body)) return ["an error that is not an object"]
  const { __type: name, ...members } = body
  if (typeof name !== "string") return ["no __type"]
  const complaints: string[] = []
  if (status !== (name === "ServiceException" ? 500 : 400)) complaints.push(`status ${status} for ${name}`)
  if (BEFORE_OPERATIONS.includes(name))
    return [...complaints, ...(isOnlyMessage(members) ? [] : ["members of the error"])]
  if (![...ANY_OPERATION, ...errorsOf(operation)].includes(name)) complaints.push(`${name} is not an error of it`)
  const own = { ...always, [name]: reasonsOf(name) ? ["Message", "Reason"] : ["Message"] }
  complaints.push(...breaches(own, model[`${name}$`], members, ""))
  if (!Object.values(reasonsOf(name) ?? { none: members.Reason }).includes(members.Reason)) complaints.push("Reason")
  return complaints
}

const model = client as unknown as Record<string, unknown>

function reasonsOf(name: string): Record<string, unknown> | undefined {
  return model[`${name}Reason`] as Record<string, unknown> | undefined
}

/** The errors that the client's documentation lists for an operation. */
function errorsOf(operation: string): string[] {
  if (!model[`${operation}$`]) return []
  const commands = join(process.cwd(), "node_modules/@aws-sdk/client-organizations/dist-types/commands")
  const page = readFileSync(join(commands, `${operation}Command.d.ts`), "utf8")
  return [...page.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = ""]) => name)
}

function* breaches(required: Record<string, string[]>, of: unknown, value: unknown, at: string): Generator<string> {
  const schema = resolved(of)
  if (typeof schema === "number") {
    yield* schema & LIST_OF ? ofList(required, schema - LIST_OF, value, at) : ofSimple(schema, value, at)
  } else if (Array.isArray(schema) && schema[0] === LIST) yield* ofList(required, schema[4], value, at)
  else if (Array.isArray(schema) && [STRUCTURE, ERROR].includes(schema[0]))
    yield* ofStructure(required, schema, value, at)
  else yield `${at}: a type that this test does not know`
}

function* ofStructure(
  required: Record<string, string[]>,
  [, , name, , members, schemas, first = 0]: unknown[],
  value: unknown,
  at: string,
): Generator<string> {
  if (!isRecord(value)) return yield `${at} is not an object`
  const names = members as string[]
  const needed = new Set([...names.slice(0, Number(first)), ...(required[String(name)] ?? [])])
  for (const missing of [...needed].filter((member) => !(member in value))) yield `${at}.${missing} is missing`
  for (const [member, item] of Object.entries(value)) {
    const index = names.indexOf(member)
    if (index < 0) yield `${at}.${member} is not in the model`
    else yield* breaches(required, (schemas as unknown[])[index], item, `${at}.${member}`)
    const pattern = patterns[String(name)]?.[member]
    if (pattern && !pattern.test(String(item))) yield `${at}.${member} does not look like one`
  }
}

function* ofList(required: Record<string, string[]>, item: unknown, value: unknown, at: string): Generator<string> {
  if (!Array.isArray(value)) return yield `${at} is not a list`
  for (const [index, element] of value.entries()) yield* breaches(required, item, element, `${at}.${index}`)
}

function* ofSimple(type: number, value: unknown, at: string): Generator<string> {
  const words: Record<number, string> = {
    [STRING]: "string",
    [NUMBER]: "number",
    [BOOLEAN]: "boolean",
    [TIMESTAMP]: "number",
  }
  if (typeof value !== words[type]) yield `${at} is ${value === null ? "null" : typeof value}`
  else if (type === TIMESTAMP && !(Number(value) > TIMES.from && Number(value) < TIMES.to))
    yield `${at} is not in seconds`
}

/** A schema may be given by a function, with traits beside it, or under a name of its own. */
function resolved(schema: unknown): unknown {
  if (typeof schema === "function") return resolved(schema())
  if (Array.isArray(schema) && schema.length === 2) return resolved(schema[0])
  return Array.isArray(schema) && schema[0] === 0 ? schema[4] : schema
}

function isOnlyMessage(members: Record<string, unknown>): boolean {
  return Object.keys(members).join() === "Message" && typeof members.Message === "string"
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
