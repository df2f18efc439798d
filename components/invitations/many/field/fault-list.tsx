"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import type { SentLink } from "@/components/invitations/context"
import { InvitationQuestion } from "@/components/invitations/invitation-moves"
import { shownOf } from "@/components/invitations/many/field/chips"
import type { Fault } from "@/components/invitations/many/list/faults"
import type { Recipient } from "@/components/invitations/many/list/recipients"
import type { Many } from "@/components/invitations/many/many"
import { Button } from "@/components/ui/button"

interface FaultListProps {
  many: Many
  /** Begins to correct one. */
  edit: (key: string) => void
  onResent: (sent: SentLink) => void
}

/** How many are in the list, and of each that cannot be invited why, with the way on. */
export function FaultList({ many, edit, onResent }: FaultListProps) {
  const t = useTranslations("many")
  const { list, leftOut, faults, checking, commands, unresolved } = many
  const faulty = list.filter(({ key }) => faults.has(key))
  const read = faulty.filter(({ key }) => faults.get(key)?.instead)
  if (list.length === 0) return null
  return (
    <section className="flex flex-col gap-2" aria-label={t("faultsLabel")}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" data-figures className="flex flex-wrap gap-x-2 text-secondary text-sm">
          <span>{t("count", { count: list.length })}</span>
          <span className="text-danger">{faulty.length > 0 && t("faulty", { count: faulty.length })}</span>
          <span className="text-tertiary">{checking && t("checking")}</span>
        </p>
        <div className="flex flex-wrap gap-2">
          {read.length > 1 && (
            <Button onClick={() => read.forEach(use(many))}>{t("useAll", { count: read.length })}</Button>
          )}
          {faulty.length > 0 && (
            <Button onClick={() => commands.remove(new Set(faulty.map(({ key }) => key)))}>{t("removeFaulty")}</Button>
          )}
        </div>
      </div>
      {leftOut > 0 && <p className="text-warning text-sm">{t("leftOut", { count: leftOut, max: list.length })}</p>}
      {unresolved && <p className="text-warning text-sm">{t("unresolved")}</p>}
      {faulty.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        <ul className="faults" tabIndex={0} aria-label={t("faulty", { count: faulty.length })}>
          {faulty.map((one) => (
            <FaultLine key={one.key} {...{ many, one, edit, onResent }} fault={faults.get(one.key)} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** Puts the number that was read in the place of what was typed. */
function use({ faults, commands }: Many) {
  return ({ key, own }: Recipient) => {
    const instead = faults.get(key)?.instead
    if (instead) commands.replace(key, [{ contact: instead, own }])
  }
}

interface FaultLineProps extends FaultListProps {
  one: Recipient
  fault: Fault | undefined
}

function FaultLine({ many, one, fault, edit, onResent }: FaultLineProps) {
  const t = useTranslations("many")
  const { commands, verdicts } = many
  const [asking, setAsking] = useState(false)
  const contact = shownOf(one, verdicts.get(one.key))
  const pending = fault?.code === "already_pending" ? fault.facts?.id : undefined
  const remove = () => commands.remove(new Set([one.key]))
  return (
    <li>
      <span>
        <bdi>{contact}</bdi>
        <p>{fault?.message}</p>
      </span>
      <div>
        {fault?.instead && (
          <Button size="small" onClick={() => use(many)(one)}>
            {t("use")}
          </Button>
        )}
        {pending && (
          <Button size="small" onClick={() => setAsking(true)} aria-label={t("resendTo", { contact })}>
            {t("resend")}
          </Button>
        )}
        <Button size="small" look="quiet" onClick={() => edit(one.key)} aria-label={t("edit", { contact })}>
          {t("editIt")}
        </Button>
        <Button size="small" look="quiet" onClick={remove} aria-label={t("remove", { contact })}>
          {t("removeIt")}
        </Button>
      </div>
      {pending && (
        <InvitationQuestion
          question={
            asking ? { move: "resend", row: { id: String(pending), contact, inviter: "", needsApproval: false } } : null
          }
          close={() => setAsking(false)}
          onResent={(link) => {
            remove()
            onResent({ contact, link })
          }}
        />
      )}
    </li>
  )
}
