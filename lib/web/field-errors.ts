import "server-only"
import { getTranslations } from "next-intl/server"
import type { z } from "zod"
import { PASSWORD_MAX } from "@/lib/shared/lengths"
import { TURNED } from "@/lib/shared/typed/schemas"

/** Fields whose message says what belongs there. */
const NAMED = ["contact", "email", "phone", "name", "handle", "licenceNumber"] as const
/** Contacts have a form of their own, which says more than how long they may be. */
const CONTACTS: readonly string[] = ["contact", "email", "phone"]
/** How long these may be is not how long they should be. */
const SECRETS: readonly string[] = ["password", "current", "code"]

/** What belongs into a field, in the reader's language. */
export async function fieldRule(field: string | undefined): Promise<string> {
  const t = await getTranslations("fields")
  return t(NAMED.find((name) => name === field) ?? "invalid")
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

async function messageOf(field: string, issue: z.core.$ZodIssue, typed: unknown): Promise<string> {
  const t = await getTranslations("fields")
  if (!typed || (typeof typed === "string" && !typed.trim())) return t("missing")
  if (issue.message === TURNED) return t("turned")
  if (issue.code === "too_big" && issue.maximum === PASSWORD_MAX) return t("tooLong", { max: PASSWORD_MAX })
  if (typeof typed !== "string" || CONTACTS.includes(field) || SECRETS.includes(field)) return fieldRule(field)
  if (issue.code === "too_big") return t("tooLong", { max: Number(issue.maximum) })
  if (issue.code === "too_small") return t("tooShort", { min: Number(issue.minimum) })
  return fieldRule(field)
}
