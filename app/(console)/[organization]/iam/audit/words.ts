import { getTranslations } from "next-intl/server"
import { type AuditAction, commandActions } from "@/lib/audit/actions"
import { auditedRefusals } from "@/lib/audit/audit"
import { settingNames } from "@/lib/operator/organization-settings"
import { keyPermissions } from "@/lib/shared/roles"
import type { AuditLine, AuditPerson, AuditRecord } from "@/lib/shared/rows/audit"
import { profileFields } from "@/lib/shared/rows/organization"
import { subjects } from "@/lib/shared/subjects"

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Translate = Awaited<ReturnType<typeof getTranslations<"auditWords">>>
type Field = (typeof profileFields)[number]

/** Gives the words for lines of the audit: a line, and an action alone. */
export async function auditWords() {
  const [t, profile, permissions] = await Promise.all([
    getTranslations("auditWords"),
    getTranslations("profile"),
    getTranslations("keyPermissions"),
  ])
  const namesOf = (chosen: unknown) =>
    keyPermissions
      .filter((one) => Array.isArray(chosen) && chosen.includes(one))
      .map((one) => permissions(`${one}.name`))
  const actionOf = (action: string) => {
    const key = `actions.${action as AuditAction}` as const
    return t.has(key) ? t(key) : action
  }
  const lineOf = ({ actor, ...row }: AuditRecord): AuditLine => ({
    id: row.id,
    at: row.at.toISOString(),
    who: actor?.name ?? t(commandActions.some((one) => one === row.action) ? "command" : "nobody"),
    number: actor?.number ?? null,
    standing: actor && standingOf(actor),
    what: actionOf(row.action),
    details: [
      ...detailsOf(t, (field) => profile(field), row.detail),
      ...tagDetails(t, row.detail),
      ...keyDetails(t, namesOf, row),
    ],
    whom: whomOf(t, row),
    from: row.ip,
    refused: row.refusal && reasonOf(t, row.refusal),
  })
  return { actionOf, lineOf }
}

function standingOf({ member, operator }: AuditPerson): AuditLine["standing"] {
  if (member) return null
  return operator ? "operator" : "outsider"
}

/** Nobody knows an account by its row: one that the organization may not know goes by the number that it was asked by. */
function whomOf(t: Translate, { concerned, target, ...row }: Pick<AuditRecord, "concerned" | "target" | "subject">) {
  if (concerned) return concerned.name
  const named = [target, row.subject].find((one) => one && !UUID.test(one)) ?? null
  const subject = subjects.find((one) => one === named)
  return subject ? t(`subjects.${subject}`) : named
}

function reasonOf(t: Translate, code: string): string {
  const denial = auditedRefusals.find((one) => one === code)
  const key = `reasons.${denial as "forbidden"}` as const
  return denial && t.has(key) ? t(key) : code
}

/** What a row keeps beside whom and what: roles, a reason, the fields of a profile. */
function detailsOf(t: Translate, nameOf: (field: Field) => string, detail: Record<string, unknown>): string[] {
  const terms = (detail.terms ?? {}) as Record<string, unknown>
  const [role, from, reason] = [text(detail.role) ?? text(terms.role), text(detail.from), text(detail.reason)]
  const entity = [text(terms.name) ?? text(detail.name), text(terms.licenceNumber)].filter(Boolean).join(", ")
  const changed = profileFields.flatMap((field) => {
    const change = detail[field] as { from?: unknown; to?: unknown } | undefined
    if (!change || typeof change !== "object") return []
    return [t("changed", { field: nameOf(field), from: text(change.from) ?? "–", to: text(change.to) ?? "–" })]
  })
  return [
    role && from ? t("roles", { from, to: role }) : (role ?? from) && t("role", { role: role ?? from ?? "" }),
    terms.affiliates === true && t("account"),
    entity,
    ...changed,
    ...setBefore(t, detail),
    reason && t("reason", { reason }),
  ].filter((line) => typeof line === "string" && line !== "") as string[]
}

/** What operators of the platform set by command. */
function setBefore(t: Translate, detail: Record<string, unknown>): string[] {
  return settingNames.flatMap((setting) => {
    const change = detail[setting] as { from?: unknown; to?: unknown } | undefined
    if (!change || typeof change !== "object") return []
    return [t("changed", { field: t(`settings.${setting}`), from: `${change.from ?? "–"}`, to: `${change.to ?? "–"}` })]
  })
}

/** What was written on an account or taken off it, and where a tag policy was attached or detached. */
function tagDetails(t: Translate, detail: Record<string, unknown>): string[] {
  const [tags, at] = [Array.isArray(detail.tags) ? detail.tags.join(", ") : "", text(detail.at)]
  return [tags, at === "root" ? t("root") : at && t("at", { number: at })].filter(Boolean) as string[]
}

/** What a new access key may be used for, and the access key through which a program acted. */
function keyDetails(
  t: Translate,
  namesOf: (chosen: unknown) => string[],
  { detail, keyName }: Pick<AuditRecord, "detail" | "keyName">,
): string[] {
  const [permissions, id] = [namesOf(detail.permissions), text(detail.accessKey)]
  const key = keyName ? `${id} (${keyName})` : id
  return [
    ...(permissions.length > 0 ? [t("permissions", { permissions: permissions.join(", ") })] : []),
    ...(key ? [t("byKey", { key })] : []),
  ]
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null
}
