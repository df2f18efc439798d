import type { getTranslations } from "next-intl/server"
import { settingNames } from "@/lib/operator/organization-settings"
import type { KeyPermission } from "@/lib/shared/roles"
import type { AuditDetails } from "@/lib/shared/rows/audit"
import { profileFields } from "@/lib/shared/rows/organization"

/** The words of the three namespaces in which details are worded. */
export interface DetailWords {
  t: Awaited<ReturnType<typeof getTranslations<"auditWords">>>
  profile: Awaited<ReturnType<typeof getTranslations<"profile">>>
  permissions: Awaited<ReturnType<typeof getTranslations<"keyPermissions">>>
}

interface Named {
  name: string
}

const nameAlone = ({ name }: Named) => [name]
const lostRole = ({ from }: { from: string }, { t }: DetailWords) => [t("role", { role: from })]
const tagsAlone = ({ tags }: { tags: string[] }) => [tags.join(", ")]
const policyAt = ({ name, at }: Named & { at: string }, { t }: DetailWords) => [
  name,
  at === "root" ? t("root") : t("at", { number: at }),
]

/** How what the audit keeps of an action is worded. */
const describe: { [Action in keyof AuditDetails]?: (detail: AuditDetails[Action], words: DetailWords) => string[] } = {
  "organization.found": nameAlone,
  "organization.edit": (changes, { t, profile }) =>
    profileFields.flatMap((field) => changeOf(t, profile(field), changes[field])),
  "organization.close": nameAlone,
  "organization.set": (changes, { t }) =>
    settingNames.flatMap((name) => changeOf(t, t(`settings.${name}`), changes[name])),
  "organization.demand-factor": ({ to }, { t }) => [
    to.length > 0 ? t("demanded", { roles: to.join(", ") }) : t("demandedNone"),
  ],
  "member.change-role": ({ from, role }, { t }) => [t("roles", { from, to: role })],
  "member.remove": lostRole,
  "member.undo-removal": ({ role }, { t }) => [t("role", { role })],
  "member.leave": lostRole,
  "account.create": nameAlone,
  "tag.attach": tagsAlone,
  "tag.detach": tagsAlone,
  "policy.create": nameAlone,
  "policy.update": nameAlone,
  "policy.delete": nameAlone,
  "policy.attach": policyAt,
  "policy.detach": policyAt,
  "key.create": ({ name, permissions }, words) => [name, permissionsOf(permissions, words)],
  "key.disable": nameAlone,
  "key.enable": nameAlone,
  "key.delete": nameAlone,
}

/** What a row keeps of its action, in words. A refused attempt keeps nothing. */
export function detailsOf(action: string, detail: Record<string, unknown>, words: DetailWords): string[] {
  if (Object.keys(detail).length === 0) return []
  const own = (describe as Record<string, ((detail: unknown, words: DetailWords) => string[]) | undefined>)[action]
  return own ? own(detail, words) : ofHandshake(detail, words)
}

/** What the audit keeps of the moves of a handshake: the terms that are readable, and the reason of an answer. */
interface HandshakeDetail {
  terms?: { role?: string; affiliates?: boolean; name?: string; licenceNumber?: string }
  reason?: string
}

function ofHandshake({ terms = {}, reason }: HandshakeDetail, { t }: DetailWords): string[] {
  const entity = [terms.name, terms.licenceNumber].filter(Boolean).join(", ")
  return [
    ...(terms.role ? [t("role", { role: terms.role })] : []),
    ...(terms.affiliates ? [t("account")] : []),
    ...(entity ? [entity] : []),
    ...(reason ? [t("reason", { reason })] : []),
  ]
}

function changeOf(t: DetailWords["t"], field: string, change: { from: unknown; to: unknown } | undefined): string[] {
  return change ? [t("changed", { field, from: shown(change.from), to: shown(change.to) })] : []
}

function shown(value: unknown): string {
  return value === null || value === undefined || value === "" ? "–" : String(value)
}

function permissionsOf(permissions: KeyPermission[], { t, permissions: names }: DetailWords): string {
  return t("permissions", { permissions: permissions.map((name) => names(`${name}.name`)).join(", ") })
}
