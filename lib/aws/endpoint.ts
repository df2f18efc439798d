import type { SQL } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Database } from "@/db/client"
import { logRejected, logRequest, writeRequests } from "@/lib/access-keys/request-log"
import { callerWith } from "@/lib/aws/caller"
import { ApiError, apiErrorOf, SERVICE_ERROR } from "@/lib/aws/errors"
import { idempotent } from "@/lib/aws/idempotency"
import { inputOf } from "@/lib/aws/input"
import { type Caller, mustBePermitted, type Operation } from "@/lib/aws/operation"
import { operations } from "@/lib/aws/operations"
import { requestCounter } from "@/lib/aws/request-rate"
import { type Scope, type Signed, verify } from "@/lib/aws/signature"
import { type Context, databaseClock, type LoggedIn } from "@/lib/core/context"
import { limiter } from "@/lib/core/limiter"
import { log } from "@/lib/core/log"

const PATH = /^\/api\/aws\/?$/
const TARGET = "AWSOrganizationsV20161128."
const CONTENT_TYPE = "application/x-amz-json-1.1"
/** Limits the changes of one organization, which wait for one another in the database and each hold a connection. */
const changeInTurn = limiter({ atOnce: 3, waiting: 60, retrySeconds: 5 })
const countRequest = requestCounter()

/** A request as it was sent, nothing decoded or tidied, because its client signed it so. */
export interface Asked extends Omit<Signed, "body"> {
  /** Gives the bytes; refuses too many. */
  body(): Promise<Uint8Array>
}

interface Surroundings {
  db: Database
  ip: string | null
  clock?: SQL<Date>
  /** Does a work once the answer is on its way; without it, the answer waits. */
  afterwards?: (work: () => Promise<unknown>) => void
}

type Visitor = Pick<Context, "db" | "clock" | "ip">

/** The outcome of a request, for its answer and for the request log. */
interface Outcome {
  body: object | undefined
  error?: ApiError
}

/** What is sent to the client. */
export interface Answer {
  status: number
  headers: Record<string, string>
  text: string
}

/** Answers a request in awsJson1.1 that is signed with an access key, with errors as JSON too. (R36-R61) */
export async function answer(asked: Asked, surroundings: Surroundings): Promise<Answer> {
  const id = uuidv7()
  try {
    return spoken(id, await handle(asked, surroundings, id))
  } catch (error) {
    return spoken(id, { body: undefined, error: loggedError(error, id) })
  }
}

async function handle(
  asked: Asked,
  { db, ip, clock = databaseClock, afterwards }: Surroundings,
  id: string,
): Promise<Outcome> {
  if (asked.method !== "POST" || !PATH.test(asked.path)) unknownOperation()
  const signed = { ...asked, body: await asked.body() }
  const target = asked.headers.get("x-amz-target") ?? ""
  const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : ""
  const caller = await authenticate({ db, clock, ip }, signed, { id, name })
  // A signature is minutes old at most, so it replaces the password.
  const actor = { accountId: caller.accountId, freshLogin: true, accessKeyId: caller.accessKeyId }
  const ctx: LoggedIn = { db, clock, ip, actor }
  const invocation = asked.headers.get("amz-sdk-invocation-id") ?? null
  const outcome = await runOperation(ctx, caller, { name, body: signed.body, invocation })
    .then((body): Outcome => ({ body }))
    .catch((error): Outcome => ({ body: undefined, error: loggedError(error, id) }))
  const write = () => logged(writeRequests(ctx))
  const isToWrite = logRequest({ ...caller, ...entryOf({ id, name, error: outcome.error }), ip })
  if (isToWrite) await (afterwards ? afterwards(write) : write())
  return outcome
}

/** Verifies the signature; a request with a known key and a wrong signature is logged for the owners of the key. */
async function authenticate(
  visitor: Visitor,
  signed: Signed,
  { id, name }: { id: string; name: string },
): Promise<Caller> {
  let caller: Caller | undefined
  const keyOf = async (accessKeyId: string, scope: Scope) => {
    const known = await callerWith(visitor, accessKeyId, scope)
    caller = known?.caller
    return known?.signingKey ?? null
  }
  try {
    await verify(signed, keyOf, new Date())
  } catch (error) {
    if (caller) {
      const entry = entryOf({ id, name, error: loggedError(error, id) })
      await logged(logRejected(visitor, { ...caller, ...entry }))
    }
    throw error
  }
  if (!caller) throw new Error("A signature was verified without its key")
  return caller
}

interface OperationCall {
  name: string
  body: Uint8Array
  invocation: string | null
}

/** Checks the rights before the input; an answer that is stored already needs the permission of the key alone. */
async function runOperation(ctx: LoggedIn, caller: Caller, { name, body, invocation }: OperationCall) {
  await countRequest(ctx, caller.accessKeyId)
  const operation = (Object.hasOwn(operations, name) ? operations[name] : undefined) ?? unknownOperation()
  mustBePermitted(caller, operation.permission)
  const text = Buffer.from(body).toString("utf8")
  const run = async (within: LoggedIn) => {
    mustBeIn(caller, operation)
    return operation.run(within, caller, inputOf(operation.input, parsed(text)) as never)
  }
  if (!operation.changes) return run(ctx)
  const call = { accessKeyId: caller.accessKeyId, invocation, operation: name, body: text }
  return changeInTurn(caller.organizationId ?? caller.accountId, () => idempotent(ctx, call, run))
}

/** Refuses an account outside an organization, or one that does not own it, where the operation requires that. */
function mustBeIn(caller: Caller, { from }: Operation<never>) {
  if (from === "anyone") return
  const { organizationId, role } = caller
  if (!organizationId || !role) {
    throw new ApiError(
      "AWSOrganizationsNotInUseException",
      "The account does not belong to an organization. Where it is a member only as a person, its own keys do nothing.",
    )
  }
  if (from === "management" && role !== "super_admin") {
    throw new ApiError("AccessDeniedException", "Only the management account may do this.")
  }
}

function unknownOperation(): never {
  throw new ApiError(
    "UnknownOperationException",
    "There is no such operation here: docs/programs.md names those that there are.",
  )
}

function parsed(text: string): unknown {
  const body = jsonOf(text || "{}")
  if (typeof body === "object" && body !== null) return body
  throw new ApiError("SerializationException", "The body is no JSON object.")
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The entry of a request in the request log. */
function entryOf({ id, name, error }: { id: string; name: string; error?: ApiError }) {
  const operation = Object.hasOwn(operations, name) ? name : "?"
  const text = error && [error.name, error.reason].filter(Boolean).join(" ")
  return { id, operation, error: text ?? null }
}

/** Ignores a failure of the logging beyond the log, because the change is made already. */
function logged(logging: Promise<unknown>) {
  return logging.catch((error) => log.error({ error }, "a request could not be logged"))
}

function loggedError(error: unknown, id: string): ApiError {
  const known = apiErrorOf(error)
  if (known?.name === SERVICE_ERROR) log.warn({ error, requestId: id }, "a request of an API client met an outage")
  if (known) return known
  log.error({ error, requestId: id }, "a request of an API client failed")
  return new ApiError(SERVICE_ERROR, "Something went wrong here. Try again.")
}

/** Clients know an error by `__type` alone and retry status 500, so every fault of theirs has 400. */
function spoken(id: string, { body, error }: Outcome): Answer {
  const problem = error && {
    __type: error.name,
    Message: error.message,
    ...(error.reason && { Reason: error.reason }),
    ...(error.name === "TooManyRequestsException" && { Type: "USER" }),
  }
  const status = !error ? 200 : error.name === SERVICE_ERROR ? 500 : 400
  const headers = { "Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", "x-amzn-RequestId": id }
  return { status, headers, text: problem || body ? JSON.stringify(problem ?? body) : "" }
}
