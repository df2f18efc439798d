import type { SQL } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Database } from "@/db/client"
import { logRejected, logRequest, writeRequests } from "@/lib/access-keys/request-log"
import { callerWith } from "@/lib/aws/caller"
import { ApiError, apiErrorOf, SERVICE_ERROR } from "@/lib/aws/errors"
import { idempotent } from "@/lib/aws/idempotency"
import { inputOf } from "@/lib/aws/input"
import { type Caller, mustBePermitted, type Operation } from "@/lib/aws/operation"
import { protocolOf } from "@/lib/aws/protocol"
import type { Outcome, Protocol } from "@/lib/aws/protocol/protocol"
import { requestCounter } from "@/lib/aws/request-rate"
import { type Scope, type Signed, verify } from "@/lib/aws/signature"
import { type Context, databaseClock, type LoggedIn } from "@/lib/core/context"
import { log } from "@/lib/core/log"
import { limiter } from "@/lib/core/turns/limiter"
import { countUp } from "@/lib/core/watching/counters"
import { spanned } from "@/lib/core/watching/spans"

const PATH = /^\/+api\/+aws\/*$/
/** Limits the changes of one organization, which wait for one another in the database and each hold a connection. */
const changeInTurn = limiter({ atOnce: 3, waiting: 60, retrySeconds: 5 })
const countRequest = requestCounter()
const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** A request as it was sent, nothing decoded or tidied, because its client signed it so. */
export interface Asked extends Omit<Signed, "body"> {
  /** Gives the bytes; refuses too many. */
  body(): Promise<Uint8Array>
}

interface Surroundings {
  /** By which the client, the request log and ours name the request. */
  id?: string
  db: Database
  ip: string | null
  clock?: SQL<Date>
  /** Does a work once the answer is on its way; without it, the answer waits. */
  afterwards?: (work: () => Promise<unknown>) => void
}

type Visitor = Pick<Context, "db" | "clock" | "ip">

/** A request in its protocol, under the id that its client is told. */
interface Handled {
  id: string
  asked: Asked
  protocol: Protocol
  /** What is asked for, where that is something we know. */
  operation?: string
  /** When its key was looked up, by the clock of the database. */
  at?: Date
  /** What a replica has to show to it. */
  position?: string
}

/** What is sent to the client. */
export interface Answer {
  status: number
  headers: Record<string, string>
  text: string
}

/** Answers a request that is signed with an access key, in its own protocol, errors included. (R36-R61) */
export async function answer(asked: Asked, surroundings: Surroundings): Promise<Answer> {
  const request: Handled = { id: surroundings.id ?? uuidv7(), asked, protocol: protocolOf(asked.headers) }
  const outcome = await spanned("call", async (span) => {
    const outcome = await handle(request, surroundings).catch(
      (error): Outcome => ({ body: undefined, error: loggedError(error, request.id) }),
    )
    if (span) span.name = `call ${request.operation ?? "?"}`
    if (span && outcome.error) span.attributes["muster.error"] = outcome.error.name
    return outcome
  })
  if (outcome.error) countUp("muster_api_errors_total", "error", outcome.error.name)
  return spoken(request, outcome)
}

async function handle(request: Handled, { db, ip, clock = databaseClock, afterwards }: Surroundings): Promise<Outcome> {
  const { id, asked, protocol } = request
  if (asked.method !== "POST" || !PATH.test(asked.path)) unknownOperation()
  const signed = { ...asked, body: await asked.body() }
  const name = protocol.nameOf(asked.headers, signed.body)
  if (operationCalled(name, protocol)) request.operation = name
  const caller = await authenticate({ db, clock, ip }, signed, { request, name })
  // A signature is minutes old at most, so it replaces the password.
  const actor = { accountId: caller.accountId, freshLogin: true, accessKeyId: caller.accessKeyId }
  const ctx: LoggedIn = { db, clock, ip, actor }
  const invocation = asked.headers.get("amz-sdk-invocation-id") ?? null
  const outcome = await runOperation(ctx, caller, {
    protocol,
    position: request.position,
    name,
    body: signed.body,
    invocation,
  })
    .then((body): Outcome => ({ body }))
    .catch((error): Outcome => ({ body: undefined, error: loggedError(error, id) }))
  const write = () => logged(writeRequests(ctx))
  const isToWrite = logRequest({ ...caller, ...entryOf(request, { name, error: outcome.error }), ip })
  if (isToWrite) await (afterwards ? afterwards(write) : write())
  return outcome
}

/** Verifies the signature; a request with a known key and a wrong signature is logged for the owners of the key. */
async function authenticate(
  visitor: Visitor,
  signed: Signed,
  { request, name }: { request: Handled; name: string },
): Promise<Caller> {
  let caller: Caller | undefined
  const keyOf = async (accessKeyId: string, scope: Scope) => {
    const known = await callerWith(visitor, accessKeyId, scope)
    caller = known?.caller
    request.at = known?.now
    request.position = known?.position ?? undefined
    return known
  }
  try {
    await verify(signed, keyOf, request.protocol.service)
  } catch (error) {
    if (caller) {
      const entry = entryOf(request, { name, error: loggedError(error, request.id) })
      await logged(logRejected(visitor, { ...caller, ...entry }))
    }
    throw error
  }
  if (!caller) throw new Error("A signature was verified without its key")
  return caller
}

interface OperationCall {
  protocol: Protocol
  name: string
  body: Uint8Array
  invocation: string | null
  position: string | undefined
}

/** Checks the rights before the input; an answer that is stored already needs the permission of the key alone. */
async function runOperation(
  ctx: LoggedIn,
  caller: Caller,
  { protocol, name, body, invocation, position }: OperationCall,
) {
  await countRequest(ctx, caller.accessKeyId)
  const operation = operationCalled(name, protocol) ?? unknownOperation()
  mustBePermitted(caller, operation.permission)
  const text = textOf(body)
  const run = async (within: LoggedIn) => {
    mustBeIn(caller, operation)
    return operation.run(within, caller, inputOf(operation.input, protocol.inputOf(text)) as never)
  }
  if (!operation.changes) return run({ ...ctx, position })
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
      "The account does not belong to an organization. Its own keys have no effect where it is only a member.",
    )
  }
  if (from === "management" && role !== "super_admin") {
    throw new ApiError("AccessDeniedException", "Only the management account can do this.")
  }
}

function unknownOperation(): never {
  throw new ApiError(
    "UnknownOperationException",
    "This operation is not supported. For the supported operations, see docs/programs.md.",
  )
}

function operationCalled(name: string, { operations }: Protocol): Operation<never> | undefined {
  return Object.hasOwn(operations, name) ? operations[name] : undefined
}

/** The text of a body, to the letter. */
function textOf(body: Uint8Array): string {
  try {
    return UTF_8.decode(body)
  } catch {
    throw new ApiError("SerializationException", "The body is not valid UTF-8.")
  }
}

/** The entry of a request in the request log. */
function entryOf({ id, protocol }: Handled, { name, error }: { name: string; error?: ApiError }) {
  const operation = operationCalled(name, protocol) ? name : "?"
  const text = error && [error.name, error.reason].filter(Boolean).join(" ")
  return { id, operation, error: text ?? null }
}

/** Ignores a failure of the logging beyond the log, because the change is made already. */
function logged(logging: Promise<unknown>) {
  return logging.catch((error) => log.error({ error }, "a request could not be logged"))
}

function loggedError(error: unknown, id: string): ApiError {
  const known = apiErrorOf(error)
  if (known?.name === SERVICE_ERROR) log.warn({ error, apiRequestId: id }, "a request of an API client met an outage")
  if (known) return known
  log.error({ error, apiRequestId: id }, "a request of an API client failed")
  return new ApiError(SERVICE_ERROR, "Something went wrong. Try again.")
}

/** A client may set its clock by the date of an answer, so it is the database's, or there is none. */
function spoken({ id, protocol, at }: Handled, outcome: Outcome): Answer {
  const headers = {
    "Content-Type": protocol.contentType,
    "Cache-Control": "no-store",
    "x-amzn-RequestId": id,
    ...(at && { Date: at.toUTCString() }),
  }
  return { ...protocol.write(outcome, id), headers }
}
