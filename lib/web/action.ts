import "server-only"
import { AuthError } from "next-auth"
import { getLocale, getTranslations } from "next-intl/server"
import { isOutage, isUnresolved } from "@/db/driver/failure"
import { mustReadOrganization } from "@/lib/accounts/sessions"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { countUp } from "@/lib/core/watching/counters"
import { spanned } from "@/lib/core/watching/spans"
import { settings } from "@/lib/settings"
import type { Limit } from "@/lib/settings/limits"
import { type FormName, forms, type Input } from "@/lib/shared/forms"
import { countryName } from "@/lib/shared/kept/formatters"
import { DRAWN_FOR, type Outcome, type SentForm, valuesOf } from "@/lib/shared/outcome"
import { Refusal, type RefusalCode, refuse } from "@/lib/shared/refusals"
import type { Locale, Permission } from "@/lib/shared/roles"
import { RefusedLogin } from "@/lib/web/auth"
import { contactErrors, fieldErrors, fieldRule, passwordErrors } from "@/lib/web/field-errors"
import { anyoneContext, loggedInContext, otherAccount, shownContactOf } from "@/lib/web/session"

/** So many seconds are not worth counting. */
const A_MOMENT = 10
/** Never sent back to the page that they were typed on. */
const SECRETS = new Set(["password", "current", "code"])

/** What an action is called with; by hand it can be anything. */
type Typed = SentForm | null

/**
 * An action for those logged in: session, then schema, then the verb, which checks the permission itself. Of a page that
 * was drawn for another account it does nothing.
 */
export function action<F extends FormName, T>(form: F, verb: (ctx: LoggedIn, input: Input<F>) => Promise<T>) {
  return (_: Outcome<T> | null, typed: Typed) => traced(typed, { form, context: drawnForContext, verb })
}

/** An action that a visitor may call before any login. */
export function openAction<F extends FormName, T>(form: F, verb: (ctx: Context, input: Input<F>) => Promise<T>) {
  return (_: Outcome<T> | null, typed: Typed) => traced(typed, { form, context: anyoneContext, verb })
}

/** An action that only reads an organization, for those who may see there what a page with this permission shows. */
export function viewAction<F extends "organization" | "searchMembers" | "matching" | "filterChoices", T>(
  form: F,
  permission: Permission,
  read: (ctx: LoggedIn, organizationId: ReadableOrganizationId, input: Input<F>) => Promise<T>,
) {
  return (_: Outcome<T> | null, typed: Typed) =>
    traced(typed, {
      form,
      context: drawnForContext,
      async verb(ctx, input: Input<F>) {
        return read(ctx, mustReadOrganization(ctx.visitor, input.organizationId, permission).organizationId, input)
      },
    })
}

interface Answering<C extends Context, F extends FormName, T> {
  form: F
  context: (drawnFor: unknown) => Promise<C>
  verb: (ctx: C, input: Input<F>) => Promise<T>
}

function traced<C extends Context, F extends FormName, T>(typed: Typed, answering: Answering<C, F, T>) {
  return spanned(`action ${answering.form}`, async (span) => {
    const outcome = await answer(typed, answering)
    if (span && !outcome.ok) span.attributes["muster.refusal"] = outcome.code
    return outcome
  })
}

async function answer<C extends Context, F extends FormName, T>(
  typed: Typed,
  { form, context, verb }: Answering<C, F, T>,
): Promise<Outcome<T>> {
  const { [DRAWN_FOR]: drawnFor, ...given } = typed instanceof FormData ? valuesOf(typed) : (typed ?? {})
  try {
    const ctx = await context(drawnFor)
    const parsed = forms[form].safeParse(given)
    const [contacts, passwords] = [await contactErrors(form, given), await passwordErrors(form, given)]
    const faulty = { ...contacts, ...passwords, ...(parsed.error ? await fieldErrors(parsed.error, given) : {}) }
    // All at once; a single contact is left to its verb, which knows more of it.
    if (!parsed.success || passwords.password || Object.keys(contacts).length > 1)
      return await invalidInput(faulty, given)
    if (form !== "leaveOrganization") mustNotBeBarred(ctx, parsed.data)
    const value = await verb(ctx, parsed.data as Input<F>)
    return { ok: true, value, at: Date.now() }
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal) return await refused(refusal, given)
    throw error
  }
}

/** Says why to who is barred from an organization, which gives them no right there but to leave it. */
function mustNotBeBarred({ actor }: Context, input: object) {
  const organizationId = "organizationId" in input ? input.organizationId : undefined
  if (actor?.barred?.organizations.some((one) => one === organizationId)) refuse("factor_demanded")
}

/** The context of an action; refuses `other_account` where its page was drawn for another than who is logged in. */
async function drawnForContext(drawnFor: unknown) {
  const ctx = await loggedInContext()
  const other = otherAccount(ctx.visitor, drawnFor)
  if (other) refuse("other_account", { facts: { account: other.name, contact: shownContactOf(other) } })
  return ctx
}

/** What was refused on purpose, or because the database is away; anything else is a bug. */
function refusalIn(error: unknown): Refusal | undefined {
  const cause = error instanceof AuthError ? error.cause?.err : undefined
  if (error instanceof RefusedLogin) return error.refusal
  if (isUnresolved(error)) return new Refusal("unresolved")
  if (isOutage(error) || isOutage(cause)) return new Refusal("unavailable")
  return error instanceof Refusal ? error : undefined
}

async function refused({ code, extra }: Refusal, given: Record<string, unknown>): Promise<Outcome<never>> {
  countUp("muster_refusals_total", "code", code)
  const { field, retryAfter, facts, instead } = extra
  const message = await refusalMessage(code, retryAfter, { field: field ?? "", ...facts })
  const atField = code === "invalid_input" ? await fieldRule(field) : message
  return {
    ok: false,
    code,
    message,
    retryAfter,
    facts,
    fields: field ? { [field]: atField } : {},
    typed: { ...nonSecret(given), ...(field && instead ? { [field]: instead } : {}) },
  }
}

async function invalidInput(fields: Record<string, string>, given: Record<string, unknown>): Promise<Outcome<never>> {
  countUp("muster_refusals_total", "code", "invalid_input")
  return {
    ok: false,
    code: "invalid_input",
    message: await refusalMessage("invalid_input"),
    fields,
    typed: nonSecret(given),
  }
}

/** A refusal in the reader's language. */
export async function refusalMessage(code: RefusalCode, retryAfter = 0, facts: Record<string, string | number> = {}) {
  const t = await getTranslations("refusals")
  const country = facts.country ? countryName(String(facts.country), await readerLocale()) : ""
  return t(code, {
    wait: await waitFor(retryAfter),
    left: 0,
    kind: "",
    rule: "",
    max: maxOf(facts.rule),
    field: "",
    number: "",
    ...facts,
    country,
  })
}

/** How many a rate limit of the settings allows. */
function maxOf(rule: string | number | undefined): number {
  const limits: Partial<Record<string, Limit>> = settings().limits
  return limits[rule ?? ""]?.count ?? 0
}

/** When to try again: in a moment, in minutes, from an hour on in hours. */
export async function waitFor(seconds: number): Promise<string> {
  const t = await getTranslations("common")
  const minutes = seconds <= A_MOMENT ? 0 : Math.ceil(seconds / 60)
  return minutes < 60 ? t("waitMinutes", { minutes }) : t("waitHours", { hours: Math.ceil(minutes / 60) })
}

/** The language that the visitor reads now. */
export async function readerLocale(): Promise<Locale> {
  return (await getLocale()) as Locale
}

/** What a form has sent, as a form; what is no text, which only a request made by hand brings, is left out. */
export function formOf(typed: unknown): FormData {
  if (typed instanceof FormData) return typed
  const form = new FormData()
  for (const [name, value] of Object.entries(typed ?? {}))
    for (const one of [value].flat()) if (typeof one === "string") form.append(name, one)
  return form
}

function nonSecret(given: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      typeof value === "string" && !SECRETS.has(name) ? [[name, value]] : [],
    ),
  )
}
