import type { SQL } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Database } from "@/db/client"
import { logRejected, logRequest } from "@/lib/access-keys/request-log"
import { callerWith } from "@/lib/aws/caller"
import { ApiError, apiErrorOf, SERVICE_ERROR } from "@/lib/aws/errors"
import { idempotent } from "@/lib/aws/idempotency"
import { inputOf } from "@/lib/aws/input"
import { type Caller, mustBePermitted, type Operation } from "@/lib/aws/operation"
import { operations } from "@/lib/aws/operations"
import { type Signed, verify } from "@/lib/aws/signature"
import { type Context, databaseClock, type LoggedIn } from "@/lib/core/context"
import { limiter } from "@/lib/core/limiter"
import { consumeLimits } from "@/lib/core/limits"
import { log } from "@/lib/core/log"

const PATH = /^\/api\/aws\/?$/
const TARGET = "AWSOrganizationsV20161128."
const CONTENT_TYPE = "application/x-amz-json-1.1"
const BODY_MAX_BYTES = 128 * 1024
/** Changes of one organization wait for one another in the database, each on a connection that others lack. */
const changeInTurn = limiter({ atOnce: 3, waiting: 60, retrySeconds: 5 })

/** What the door has to know beside the request. */
interface RequestInfo {
  db: Database
  /** As it was sent, with its trailing slash: the signature covers it. */
  path: string
  ip: string | null
  clock?: SQL<Date>
}

type Visitor = Pick<Context, "db" | "clock" | "ip">

/** What came of a request, for its answer and for the request log. */
interface Answer {
  body: object | undefined
  error?: ApiError
}

/** Answers a program that speaks awsJson1.1 and signs with an access key; whatever happens, in JSON (R36-R61). */
export async function answer(request: Request, about: RequestInfo): Promise<Response> {
  const id = uuidv7()
  try {
    return respond(id, await handle(request, about, id))
  } catch (error) {
    return respond(id, { body: undefined, error: loggedError(error, id) })
  }
}

async function handle(
  request: Request,
  { db, path, ip, clock = databaseClock }: RequestInfo,
  id: string,
): Promise<Answer> {
  if (request.method !== "POST" || !PATH.test(path)) unknownOperation()
  const body = await bodyOf(request)
  const target = request.headers.get("x-amz-target") ?? ""
  const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : ""
  const query = new URL(request.url).search.slice(1)
  const signed = { method: request.method, path, query, headers: request.headers, body }
  const caller = await authenticate({ db, clock, ip }, signed, { id, name })
  // A signature is no older than minutes: it stands for the password.
  const actor = { accountId: caller.accountId, freshLogin: true, accessKeyId: caller.accessKeyId }
  const ctx: LoggedIn = { db, clock, ip, actor }
  const answered = await runOperation(ctx, caller, {
    name,
    body,
    invocation: request.headers.get("amz-sdk-invocation-id"),
  })
    .then((body): Answer => ({ body }))
    .catch((error): Answer => ({ body: undefined, error: loggedError(error, id) }))
  await logged(logRequest(ctx, { ...caller, ...entryOf({ id, name, error: answered.error }) }))
  return answered
}

/** The bytes as they were sent; of more than the door takes, none are kept. */
async function bodyOf({ body }: Request): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body ?? []) {
    size += piece.length
    if (size > BODY_MAX_BYTES) throw new ApiError("SerializationException", "The body is too large.")
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** Whoever names a key without proving to hold it leaves a trace for those whom the key belongs to. */
async function authenticate(visitor: Visitor, signed: Signed, asked: { id: string; name: string }): Promise<Caller> {
  let found: Caller | undefined
  const secretOf = async (accessKeyId: string) => {
    const known = await callerWith(visitor.db, accessKeyId)
    found = known?.caller
    return known?.secret ?? null
  }
  try {
    await verify(signed, secretOf, new Date())
  } catch (error) {
    if (found)
      await logged(logRejected(visitor, { ...found, ...entryOf({ ...asked, error: loggedError(error, asked.id) }) }))
    throw error
  }
  if (!found) throw new Error("A signature was verified without its key")
  return found
}

interface Asked {
  name: string
  body: Uint8Array
  invocation: string | null
}

/** Right, then input; state and effect are the operation's. An answer that is known already needs no right but the key's. */
async function runOperation(ctx: LoggedIn, caller: Caller, { name, body, invocation }: Asked) {
  await consumeLimits(ctx.db, ctx, [["requestsPerKey", caller.accessKeyId]])
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

/** Refuses an account that is not where the operation is asked from: in an organization, or its owner. */
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

/** What the request log says of a request. */
function entryOf({ id, name, error }: { id: string; name: string; error?: ApiError }) {
  const operation = Object.hasOwn(operations, name) ? name : "?"
  const told = error && [error.name, error.reason].filter(Boolean).join(" ")
  return { id, operation, error: told ?? null }
}

/** A log that fails does not take back what was done. */
function logged(keeping: Promise<unknown>) {
  return keeping.catch((error) => log.error({ error }, "a request could not be logged"))
}

function loggedError(error: unknown, id: string): ApiError {
  const known = apiErrorOf(error)
  if (known?.name === SERVICE_ERROR) log.warn({ error, requestId: id }, "a program's request came at a bad time")
  if (known) return known
  log.error({ error, requestId: id }, "a program's request failed")
  return new ApiError(SERVICE_ERROR, "Something went wrong here. Try again.")
}

/** Clients know an error by `__type` alone, and retry what has status 500; every fault of theirs has 400. */
function respond(id: string, { body, error }: Answer): Response {
  const told = error && {
    __type: error.name,
    Message: error.message,
    ...(error.reason && { Reason: error.reason }),
    ...(error.name === "TooManyRequestsException" && { Type: "USER" }),
  }
  const status = !error ? 200 : error.name === SERVICE_ERROR ? 500 : 400
  const headers = { "Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", "x-amzn-RequestId": id }
  return new Response(told || body ? JSON.stringify(told ?? body) : "", { status, headers })
}
