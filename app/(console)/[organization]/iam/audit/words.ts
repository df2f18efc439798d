import { getTranslations } from "next-intl/server"
import { type DetailWords, detailsOf } from "@/app/(console)/[organization]/iam/audit/details"
import { factsOf, sentenceOf } from "@/app/(console)/[organization]/iam/audit/sentences"
import { commandActions } from "@/lib/audit/actions"
import { auditedRefusals } from "@/lib/audit/audit"
import { subjects } from "@/lib/shared/handshakes"
import type { AuditLine, AuditPerson, AuditRecord } from "@/lib/shared/rows/audit"

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Gives the words for a line of the audit, and for an action alone. */
export async function auditWords() {
  const words: DetailWords = {
    t: await getTranslations("auditWords"),
    profile: await getTranslations("profile"),
    permissions: await getTranslations("keyPermissions"),
  }
  const { t } = words
  const actionOf = (action: string) => phraseOf(t, action)
  const lineOf = (row: AuditRecord): AuditLine => {
    const { actor, concerned } = row
    const told = { what: actionOf(row.action), whom: whomOf(t, row) }
    const details = [...detailsOf(row.action, withoutKey(row.detail), words), ...keyOf(t, row)]
    const sentence = sentenceOf(t, row, told)
    return {
      id: row.id,
      at: row.at.toISOString(),
      who: actor?.name ?? t(commandActions.some((one) => one === row.action) ? "command" : "nobody"),
      number: actor?.number ?? null,
      relation: actor && relationOf(actor),
      ...told,
      details,
      from: row.ip,
      refused: row.refusal && reasonOf(t, row.refusal),
      sentence,
      rest: details.filter((detail) => !isSaid(t, detail, { row, sentence })),
      members: { who: pageOf(actor), whom: pageOf(concerned) },
    }
  }
  return { actionOf, lineOf }
}

/** Whether a detail stands in the sentence already. */
function isSaid(t: DetailWords["t"], detail: string, { row, sentence }: { row: AuditRecord; sentence: string[] }) {
  const { role = "", from = "", name = "" } = factsOf(row.detail)
  const says = (fact: string) => fact !== "" && sentence.some((part) => part.includes(fact))
  if (detail === name) return says(name)
  return says(role) && [t("role", { role }), t("roles", { from, to: role })].includes(detail)
}

function pageOf(person: AuditPerson | null): string | null {
  return person?.member ? person.accountId : null
}

/** An action has a phrase of its own, or the move of a handshake is worded with the noun of its kind. */
function phraseOf(t: DetailWords["t"], action: string): string {
  const [noun, move] = action.split(".")
  const phrase = `actions.${action as "member.leave"}` as const
  if (t.has(phrase)) return t(phrase)
  const kind = `kinds.${noun as "invitation"}` as const
  const pattern = `moves.${move as "accept"}` as const
  return t.has(kind) && t.has(pattern) ? t(pattern, { kind: t(kind) }) : action
}

function relationOf({ member, operator }: AuditPerson): AuditLine["relation"] {
  if (member) return null
  return operator ? "operator" : "outsider"
}

/** An account that the organization may not know goes by the number with which it was asked: nobody knows its id. */
function whomOf(
  t: DetailWords["t"],
  { concerned, target, ...row }: Pick<AuditRecord, "concerned" | "target" | "subject">,
) {
  if (concerned) return concerned.name
  const named = [target, row.subject].find((one) => one && !UUID.test(one)) ?? null
  const subject = subjects.find((one) => one === named)
  return subject ? t(`subjects.${subject}`) : named
}

function reasonOf(t: DetailWords["t"], code: string): string {
  const known = auditedRefusals.find((one) => one === code)
  const key = `reasons.${known as "forbidden"}` as const
  return known && t.has(key) ? t(key) : code
}

function withoutKey({ accessKey: _, ...detail }: AuditRecord["detail"]): Record<string, unknown> {
  return detail
}

/** The access key through which an API client acted. */
function keyOf(
  t: DetailWords["t"],
  { detail: { accessKey }, keyName }: Pick<AuditRecord, "detail" | "keyName">,
): string[] {
  if (!accessKey) return []
  return [t("byKey", { key: keyName ? `${accessKey} (${keyName})` : accessKey })]
}
