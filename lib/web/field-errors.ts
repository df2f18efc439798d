import "server-only"
import { getTranslations } from "next-intl/server"
import type { z } from "zod"
import { isLocalNumber, readContact } from "@/lib/core/contacts"
import type { FormName } from "@/lib/shared/forms"
import { CODE_DIGITS, lengthOf, PASSWORD_MAX, PASSWORD_MIN } from "@/lib/shared/lengths"
import { TURNED } from "@/lib/shared/typed/schemas"

/** Fields whose message says what belongs there. */
const NAMED = ["contact", "email", "phone", "name", "handle", "licenceNumber", "role", "code"] as const
/** Contacts have a form of their own, which says more than how long they may be. */
const CONTACTS: readonly string[] = ["contact", "email", "phone"]
/** Of these an empty one is told what belongs there. */
const TOLD_AT_ONCE: readonly string[] = ["contact", "role"]
/** The contacts of forms, which a verb would refuse one after the other; an account's number logs in too. */
const CONTACTS_OF: Partial<Record<FormName, readonly string[]>> = {
  invite: ["contact"],
  register: ["contact"],
  addContact: ["contact"],
  bindSecurity: ["email", "phone"],
  changeOwner: ["email"],
}
/** What sets a password, which a verb would refuse only after the rest. */
const SETS_PASSWORD: readonly FormName[] = ["register", "registerInvited", "reset", "changePassword", "activate"]
/** No contact is as long, and a long text is read slowly. */
const TOO_LONG = 320
/** How long these may be is not how long they should be. */
const SECRETS: readonly string[] = ["password", "current", "code"]

/** What belongs into a field, in the reader's language. */
export async function fieldRule(field: string | undefined): Promise<string> {
  const t = await getTranslations("fields")
  return t(NAMED.find((name) => name === field) ?? "invalid", { digits: CODE_DIGITS })
}

/**
 * For each field that does not fit its form: that it is empty, or too long and how long it may be, or what belongs
 * there.
 */
export async function fieldErrors(error: z.ZodError, given: Record<string, unknown>): Promise<Record<string, string>> {
  const first = new Map(error.issues.map((issue) => [String(issue.path[0] ?? ""), issue] as const).reverse())
  first.delete("")
  const said = [...first].map(async ([field, issue]) => [field, await messageOf(field, issue, given[field])] as const)
  return Object.fromEntries(await Promise.all(said))
}

/** For each contact that nobody can read, what belongs there. A number that names no country is left to its reader. */
export async function contactErrors(form: FormName, given: Record<string, unknown>): Promise<Record<string, string>> {
  const unreadable = (CONTACTS_OF[form] ?? []).filter((field) => isUnreadable(field, String(given[field] ?? "").trim()))
  return Object.fromEntries(await Promise.all(unreadable.map(async (field) => [field, await fieldRule(field)])))
}

/** For a password to be set that is too short, how long it should be; whether it can be guessed is left to its verb. */
export async function passwordErrors(form: FormName, given: Record<string, unknown>): Promise<Record<string, string>> {
  const { password } = given
  if (!SETS_PASSWORD.includes(form) || typeof password !== "string" || lengthOf(password) >= PASSWORD_MIN) return {}
  const t = await getTranslations("fields")
  return { password: password ? t("tooShort", { min: PASSWORD_MIN }) : t("missing") }
}

function isUnreadable(field: string, typed: string): boolean {
  if (!typed || typed.length > TOO_LONG) return false
  const isEmail = typed.includes("@")
  if (isEmail ? field === "phone" : field === "email") return true
  const read = readContact(typed)
  return !read.contact && read.why === "invalid_input" && !(isLocalNumber(typed) && /\d/.test(typed))
}

async function messageOf(field: string, issue: z.core.$ZodIssue, typed: unknown): Promise<string> {
  const t = await getTranslations("fields")
  if (!typed || (typeof typed === "string" && !typed.trim()))
    return TOLD_AT_ONCE.includes(field) ? fieldRule(field) : t("missing")
  if (issue.message === TURNED) return t("turned")
  if (issue.code === "too_big" && issue.maximum === PASSWORD_MAX) return t("tooLong", { max: PASSWORD_MAX })
  // An invitation code or a recovery code, which has other digits than one that was sent.
  if (field === "code" && issue.code === "too_big") return fieldRule(undefined)
  if (typeof typed !== "string" || CONTACTS.includes(field) || SECRETS.includes(field)) return fieldRule(field)
  if (issue.code === "too_big") return t("tooLong", { max: Number(issue.maximum) })
  if (issue.code === "too_small") return t("tooShort", { min: Number(issue.minimum) })
  return fieldRule(field)
}
