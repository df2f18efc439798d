import { createHash, createHmac, randomBytes } from "node:crypto"
import { sameBytes } from "@/lib/core/secrets"

const ALGORITHM = "AWS4-HMAC-SHA256"
const TERMINATOR = "aws4_request"
/** How far a client's clock may be off, either way. */
const SKEW_MS = 5 * 60 * 1000
/** Headers of clients are some 300 long; longer ones are not parsed, so that they cost nothing. */
const AUTHORIZATION_MAX = 4096
const FIELDS = /^AWS4-HMAC-SHA256 +Credential=([^, ]+), *SignedHeaders=([^, ]+), *Signature=([^, ]+)$/
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
const HEADER_NAME = /^[a-z0-9-]+$/
/** What is read here or later; a header that only the path has added needs no signature. */
const READ = ["host", "x-amz-date", "x-amz-target"]
const BODY_HASH = "x-amz-content-sha256"
/** Replaces the secret of an unknown key, so that its signature is computed as well. */
const NO_SECRET = randomBytes(30).toString("base64")

/** A request as it was sent, nothing decoded or tidied, because its client signed it so. */
export interface Signed {
  method: string
  /** With its trailing slash, if it has one. */
  path: string
  /** Without the question mark. */
  query: string
  /** By their names in lower case, one value each, without surrounding space. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
}

type Code =
  | "MissingAuthenticationTokenException"
  | "IncompleteSignatureException"
  | "UnrecognizedClientException"
  | "InvalidSignatureException"

/** The refusal of a signature; its code is the name of the API error. */
export class SignatureRefused extends Error {
  constructor(
    readonly code: Code,
    message: string,
  ) {
    super(message)
  }
}

/** Day, region, service and terminator, from which a signing key is derived. */
export type Scope = readonly [day: string, region: string, service: string, terminator: string]
/** The services of AWS whose operations there are here. */
export type Service = "organizations" | "sts"

/** What is known of an access key. */
export interface KnownSigner {
  /** Null for a key that may not be used, so that no signature fits it. */
  signingKey: Buffer | null
  /** The time by the clock that keeps the key, which alone tells how old a signature is. */
  now: Date
}

/** The signature of a request, as its headers describe it. */
interface Claim {
  keyId: string
  scope: Scope
  time: string
  signedHeaders: string[]
  signature: string
}

/**
 * Gives the id of the access key that signed a request to a service by Signature Version 4; throws `SignatureRefused`
 * otherwise. Takes what tells of an access key, null of an unknown one.
 */
export async function verify(
  request: Signed,
  keyOf: (accessKeyId: string, scope: Scope) => Promise<KnownSigner | null>,
  service: Service = "organizations",
): Promise<string> {
  const claim = claimOf(request)
  mustBeInScope(claim, service)
  mustCoverWhatIsRead(request, claim)
  const known = await keyOf(claim.keyId, claim.scope)
  const key = known?.signingKey ?? signingKey(NO_SECRET, claim.scope)
  const same = pathsOf(request).some((path) => isSigned({ ...request, path }, claim, key))
  if (!known?.signingKey) unrecognized()
  mustBeCurrent(claim, known.now)
  if (!same) invalid("The signature of the request is not the one that its access key makes.")
  return claim.keyId
}

function claimOf({ headers, query }: Signed): Claim {
  if (/(^|&)x-amz-/i.test(query)) incomplete("Sign in the Authorization header, not in the query string.")
  const authorization = headers.get("authorization")
  if (!authorization) throw new SignatureRefused("MissingAuthenticationTokenException", "The request is not signed.")
  // Only temporary keys have a token, and there are no temporary keys here.
  if (headers.has("x-amz-security-token")) unrecognized()
  const [, credential = "", names = "", signature = ""] =
    (authorization.length <= AUTHORIZATION_MAX && authorization.match(FIELDS)) || []
  if (!signature) incomplete(`Authorization must be ${ALGORITHM} with Credential, SignedHeaders and Signature.`)
  const [keyId, day, region, service, terminator, ...more] = credential.split("/")
  if (!keyId || !day || !region || !service || !terminator || more.length > 0) {
    incomplete("Credential must be key/day/region/service/terminator.")
  }
  const time = headers.get("x-amz-date") ?? incomplete("The request has no X-Amz-Date.")
  return { keyId, scope: [day, region, service, terminator], time, signedHeaders: names.split(";"), signature }
}

function mustBeInScope({ time, scope: [day, , scoped, terminator] }: Claim, service: Service) {
  if (scoped !== service) invalid(`Credential should be scoped to the service ${service}.`)
  if (terminator !== TERMINATOR) invalid(`Credential should end with ${TERMINATOR}.`)
  if (!TIME.test(time)) incomplete("X-Amz-Date must look like 20260131T235959Z.")
  if (day !== time.slice(0, 8)) invalid("The day in Credential is not that of X-Amz-Date.")
}

function mustBeCurrent({ time }: Claim, now: Date) {
  const off = Date.parse(time.replace(TIME, "$1-$2-$3T$4:$5:$6Z")) - now.getTime()
  // The negation refuses a date that does not exist as well.
  if (!(Math.abs(off) <= SKEW_MS)) invalid(`Signature ${off < 0 ? "expired" : "not yet current"}: ${time}.`)
}

function mustCoverWhatIsRead({ headers, body }: Signed, { signedHeaders }: Claim) {
  const ordered = signedHeaders.every((name, at) => HEADER_NAME.test(name) && name > (signedHeaders[at - 1] ?? ""))
  if (!ordered) incomplete("SignedHeaders must be lower-case, in order, and each named once.")
  const signed = new Set(signedHeaders)
  if (!signed.has("host")) invalid("Host must be a signed header.")
  // Otherwise the same signature could be sent with another target.
  const loose = READ.find((name) => headers.has(name) && !signed.has(name))
  if (loose) invalid(`${loose} must be a signed header.`)
  const missing = signedHeaders.find((name) => !headers.has(name))
  if (missing) invalid(`${missing} is signed, but was not sent.`)
  if (/aws-chunked/i.test(headers.get("content-encoding") ?? "")) invalid("Send the body in one piece.")
  const claimed = signed.has(BODY_HASH) ? headers.get(BODY_HASH) : undefined
  if (claimed !== undefined && claimed !== sha256(body)) invalid("X-Amz-Content-Sha256 is not the hash of the body.")
}

/** The path as it was sent, and as clients sign it that drop its empty segments. */
function pathsOf({ path }: Signed): string[] {
  const whole = path.replace(/\/{2,}/g, "/")
  return whole === path ? [path] : [path, whole]
}

function isSigned(request: Signed, claim: Claim, key: Buffer): boolean {
  return sameBytes(Buffer.from(signatureOf(request, claim, key)), Buffer.from(claim.signature))
}

function signatureOf(request: Signed, { scope, time, signedHeaders }: Claim, key: Buffer): string {
  const canonical = [
    request.method,
    request.path.split("/").map(encoded).join("/"),
    inOrder(request.query),
    ...signedHeaders.map((name) => `${name}:${request.headers.get(name)?.replace(/\s+/g, " ")}`),
    "",
    signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n")
  const toSign = [ALGORITHM, time, scope.join("/"), sha256(canonical)].join("\n")
  return hmac(key, toSign).toString("hex")
}

/** The key that signs in a scope, derived from the secret of an access key. */
export function signingKey(secret: string, [day, ...scope]: Scope): Buffer {
  return scope.reduce(hmac, hmac(`AWS4${secret}`, day))
}

function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Sorts by name, then by value: a blank, which no query has, sorts before every character of a name. */
function inOrder(query: string): string {
  const pairs = query.split("&").filter(Boolean)
  const spaced = pairs.map((pair) => pair.replace(/=|$/, " ")).sort()
  return spaced.map((pair) => pair.replace(" ", "=")).join("&")
}

function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest()
}

function incomplete(message: string): never {
  throw new SignatureRefused("IncompleteSignatureException", message)
}

function invalid(message: string): never {
  throw new SignatureRefused("InvalidSignatureException", message)
}

function unrecognized(): never {
  throw new SignatureRefused("UnrecognizedClientException", "The access key is not known, or was disabled or deleted.")
}
