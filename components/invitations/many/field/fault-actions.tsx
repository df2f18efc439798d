"use client"

import { useTranslations } from "next-intl"
import { createContext, use, useState } from "react"
import type { SentLink } from "@/components/invitations/context"
import { passFocus } from "@/components/invitations/many/field/focus"
import type { Fault } from "@/components/invitations/many/list/faults"
import type { ListCommands, Recipient } from "@/components/invitations/many/list/recipients"
import { InvitationQuestion } from "@/components/invitations/moves/invitation-question"
import { Button } from "@/components/ui/button"

/** Is given the new link of whoever was sent theirs again from the list. */
export const Resent = createContext<(sent: SentLink) => void>(() => {})

interface FaultActionsProps {
  one: Recipient
  shown: string
  fault: Fault
  commands: ListCommands
}

/** The way on that a fault has: the number as it was read, or the invitation that is there already. */
export function FaultActions({ one: { key, own }, shown, fault, commands }: FaultActionsProps) {
  const t = useTranslations("many")
  const onResent = use(Resent)
  const [asking, setAsking] = useState(false)
  const { code, instead, facts } = fault
  const pending = code === "already_pending" && facts?.id ? String(facts.id) : null
  if (instead) {
    return (
      <Button
        size="small"
        onClick={({ currentTarget }) => {
          passFocus(currentTarget)
          commands.replace(key, [{ contact: instead, own }])
        }}
      >
        {t("use")}
      </Button>
    )
  }
  if (!pending) return null
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)} aria-label={t("resendTo", { contact: shown })}>
        {t("resend")}
      </Button>
      <InvitationQuestion
        question={
          asking ? { move: "resend", row: { id: pending, contact: shown, inviter: "", needsApproval: false } } : null
        }
        close={() => setAsking(false)}
        onResent={(link) => {
          commands.remove(new Set([key]))
          onResent({ contact: shown, link })
        }}
      />
    </>
  )
}
