import { z } from "zod"
import { ApiError } from "@/lib/aws/errors"
import { ACCOUNT_NUMBER, isAccountNumber, parseContact } from "@/lib/core/contacts"
import { longNote } from "@/lib/shared/forms"
import { TAG_KEY_MAX, TAG_RESERVED, TAG_TEXT, TAG_VALUE_MAX } from "@/lib/tags/text"

/** Limits of the protocol. */
const PAGE_MAX = 20
const TOKEN_MAX = 100_000
const EMAIL_MIN = 6
const EMAIL_MAX = 64
const MALFORMED = "it does not have the form that it should have"
/** The deepest nesting of an input, twice what any operation needs. */
const DEEPEST = 16

/** The error of a rule that has its own reason in the protocol. */
export function withReason(reason: string, message: string) {
  return { params: { reason }, message }
}

export const accountNumber = z.string().regex(ACCOUNT_NUMBER)
export const handshakeId = z.string().regex(/^h-[0-9a-z]{8,32}$/)
export const rootId = z.string().regex(/^r-[0-9a-z]{4,32}$/)
export const policyId = z.string().regex(/^p-[0-9a-zA-Z_]{8,128}$/)
/** The id of an organizational unit, of which there are none, is as well formed as any. */
const unitId = z.string().regex(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/)
export const parentId = oneOf(rootId, unitId)
export const childId = oneOf(accountNumber, unitId)
/** Where a policy can be attached. */
export const targetId = oneOf(rootId, accountNumber, unitId)
/** What can have tags in the protocol. */
export const resourceId = oneOf(rootId, accountNumber, unitId, policyId)

/** An id of one of several kinds; what is none of them has a wrong pattern, as an id of a single kind has. */
function oneOf(...kinds: z.ZodString[]) {
  return z.string().refine((id) => kinds.some((kind) => kind.safeParse(id).success), {
    params: { reason: "INVALID_PATTERN" },
    message: MALFORMED,
  })
}

/** Text for a letter: neither control characters nor characters that turn the direction of text. */
export const notes = longNote

/** The key of a tag, including keys that are reserved today. */
export const tagKey = z.string().min(1).max(TAG_KEY_MAX).regex(TAG_TEXT)

const tag = z.object({
  Key: tagKey.refine(
    (key) => !TAG_RESERVED.test(key),
    withReason("INVALID_SYSTEM_TAGS_PARAMETER", "keys that begin with aws: are reserved"),
  ),
  Value: z.string().max(TAG_VALUE_MAX).regex(TAG_TEXT),
})

/** Tags, each with a key and a value that may be empty, in the form of `lib/tags`. */
export const tagList = z
  .array(tag)
  .refine(
    (tags) => new Set(tags.map(({ Key }) => Key)).size === tags.length,
    withReason("DUPLICATE_TAG_KEY", "each key may be there once"),
  )
  .transform((tags) => tags.map(({ Key, Value }) => ({ key: Key, value: Value })))

/** The recipient of an invitation: an account by its number, or by the e-mail address that it has verified. */
export const target = z
  .object({ Type: z.enum(["ACCOUNT", "ORGANIZATION", "EMAIL"]), Id: z.string().min(1).max(64) })
  .refine(
    ({ Type }) => Type !== "ORGANIZATION",
    withReason("INVALID_PARTY_TYPE_TARGET", "invite an ACCOUNT or an EMAIL"),
  )
  .refine(
    ({ Type, Id }) => Type !== "ACCOUNT" || isAccountNumber(Id),
    withReason("INVALID_PATTERN_TARGET_ID", "an account id has 12 digits"),
  )
  .refine(
    ({ Type, Id }) => Type !== "EMAIL" || isEmail(Id),
    withReason("INVALID_EMAIL_ADDRESS_TARGET", "this is no email address"),
  )

function isEmail(text: string): boolean {
  return text.length >= EMAIL_MIN && text.length <= EMAIL_MAX && parseContact(text)?.channel === "email"
}

export const paging = {
  NextToken: z.string().max(TOKEN_MAX).optional(),
  MaxResults: z.int().min(1).max(PAGE_MAX).default(PAGE_MAX),
}

/** The input of a request as its operation takes it, without unknown members. Refuses an invalid one. (R45-R50) */
export function inputOf<I>(schema: z.ZodType<I>, value: unknown): I {
  const parsed = schema.safeParse(withoutNulls(value), { reportInput: true })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw issue ? errorOf(issue) : new ApiError("InvalidInputException", "The input is not valid.")
}

/** Drops nulls from objects; a null in a list stays, because it is an invalid member. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value
  if (depth > DEEPEST) throw new ApiError("SerializationException", "The body is nested too deeply.")
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item, depth + 1)]])),
  )
}

function errorOf(issue: z.core.$ZodIssue): ApiError {
  const path = issue.path.join(".")
  if (isOfAnotherType(issue)) {
    const type = issue.code !== "invalid_type" ? "string" : issue.expected === "int" ? "integer" : issue.expected
    return new ApiError("SerializationException", `${path || "The body"} must be of type ${type}.`)
  }
  const reason = reasonOf(issue)
  return new ApiError("InvalidInputException", `${path}: ${wordsOf(issue, reason)}.`, reason)
}

/** The issue in words of the API, because the words of zod name its own types. */
function wordsOf(issue: z.core.$ZodIssue, reason: string): string {
  if (issue.code === "custom") return issue.message
  if (reason === "INPUT_REQUIRED") return "it is required"
  if (issue.code === "too_big") return `at most ${issue.maximum}`
  if (issue.code === "too_small") return `at least ${issue.minimum}`
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")}`
  return MALFORMED
}

/** Whether a value has another type than its schema; enumerations are strings, and a missing value has no type. */
function isOfAnotherType({ code, input }: z.core.$ZodIssue): boolean {
  if (input === undefined || input === null) return false
  return code === "invalid_type" || (code === "invalid_value" && typeof input !== "string")
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return String(issue.params?.reason ?? "INVALID_PATTERN")
  if (typeof issue.path.at(-1) === "number" && issue.input === null) return "INVALID_LIST_MEMBER"
  if (issue.input === undefined) return "INPUT_REQUIRED"
  if (issue.code === "invalid_value") return "INVALID_ENUM"
  const measured = issue.code === "too_big" || issue.code === "too_small"
  if (!measured) return "INVALID_PATTERN"
  const side = issue.code === "too_big" ? "MAX" : "MIN"
  return ["number", "int"].includes(issue.origin) ? `${side}_VALUE_EXCEEDED` : `${side}_LENGTH_EXCEEDED`
}
