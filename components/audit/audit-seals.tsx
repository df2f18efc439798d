"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { Time } from "@/components/ui/time"
import type { Outcome } from "@/lib/shared/outcome"
import type { AuditVerification, BrokenRow } from "@/lib/shared/rows/audit"

interface AuditSealsProps {
  organizationId: string
  verify: ServerAction<AuditVerification>
}

type Verified = Outcome<AuditVerification>

/** Remembers what was found in this tab by organization, so that another page of the list does not hide it. */
const found = new Map<string, Verified>()

/** Says at the foot of the list what the seals are for; Verify recomputes them and names the first broken row. */
export function AuditSeals({ organizationId, verify }: AuditSealsProps) {
  const t = useTranslations("seals")
  const callAction = useAction()
  const [running, setRunning] = useState(false)
  const [outcome, setOutcome] = useState(() => found.get(organizationId) ?? null)
  const keep = (verified: Verified) => {
    // What is broken stays so; what was whole may have been changed since.
    if (verified.ok && verified.value.broken) found.set(organizationId, verified)
    else if (verified.ok) found.delete(organizationId)
    setOutcome(verified)
  }
  const check = async () => {
    if (running) return
    setRunning(true)
    const verified = await callAction(verify, { organizationId })
    if (verified) keep(verified)
    setRunning(false)
  }
  return (
    <div className="flex items-start justify-between gap-4 text-secondary text-sm">
      <div role="status" className="min-w-0 grow">
        {!running && outcome ? (
          <Callout {...toldBy(outcome, t)}>
            <Told outcome={outcome} />
          </Callout>
        ) : (
          <p>{t(running ? "runningHint" : "about")}</p>
        )}
      </div>
      <Button size="small" pending={running} onClick={check}>
        {t(running ? "running" : "verify")}
      </Button>
    </div>
  )
}

type Words = ReturnType<typeof useTranslations<"seals">>

function toldBy(outcome: Verified, t: Words) {
  if (!outcome.ok) return { tone: "warning", title: outcome.message } as const
  if (outcome.value.broken) return { tone: "danger", title: t("broken") } as const
  return { tone: "success", title: t("whole", { sealed: outcome.value.sealed }) } as const
}

function Told({ outcome }: { outcome: Verified }) {
  const t = useTranslations("seals")
  if (!outcome.ok) return null
  const { sealed, waiting, head, broken } = outcome.value
  return (
    <div className="flex flex-col gap-1">
      {broken && <Broken row={broken} sealed={sealed} />}
      {waiting > 0 && <p>{t("waiting", { waiting })}</p>}
      {head && !broken && (
        <p className="text-sm">
          {t("head")} <code className="wrap-anywhere">{head}</code>
        </p>
      )}
    </div>
  )
}

function Broken({ row, sealed }: { row: BrokenRow; sealed: number }) {
  const t = useTranslations("seals")
  const { why, id, sequence, action, at } = row
  return (
    <>
      <p>
        {action && at ? (
          <span className="block font-medium">
            {action} · <Time value={at} absolute />
          </span>
        ) : null}
        <span>{t(`why.${why}`)}</span>
      </p>
      <p className="text-sm">
        <span>
          {id
            ? t.rich("row", { id: () => <code className="wrap-anywhere">{id}</code> })
            : t("numbered", { sequence: sequence ?? 0 })}
        </span>{" "}
        {t("before", { sealed })}
      </p>
    </>
  )
}
