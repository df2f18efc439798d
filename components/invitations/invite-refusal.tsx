"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { isShownAtField } from "@/components/forms/form"
import { useInvitations } from "@/components/invitations/context"
import { InvitationQuestion } from "@/components/invitations/moves/invitation-question"
import { informationOf } from "@/components/shell/navigation"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { RouterLink } from "@/components/ui/router-links"
import type { Refused } from "@/lib/shared/outcome"

interface InviteRefusalProps {
  refused: Refused
  onResent: (sent: { contact: string; link: string }) => void
  close: () => void
}

/** Says why it was not sent, and offers the next step. */
export function InviteRefusal({ refused, onResent, close }: InviteRefusalProps) {
  const { code, message, facts, typed } = refused
  const contact = typed.contact ?? ""
  if (isShownAtField(refused)) return null
  return (
    <Callout
      alert
      tone="danger"
      action={
        <>
          {code === "already_member" && facts && <OpenMember contact={String(facts.contact)} close={close} />}
          {code === "already_pending" && facts && (
            <ResendThat id={String(facts.id)} contact={contact} onResent={onResent} />
          )}
          {code === "not_certified" && <Certify close={close} />}
        </>
      }
    >
      {message}
    </Callout>
  )
}

function Certify({ close }: Pick<InviteRefusalProps, "close">) {
  const t = useTranslations("inviting")
  const { organization } = useInvitations()
  return (
    <RouterLink href={informationOf(organization.id)} onClick={close}>
      {t("certify")}
    </RouterLink>
  )
}

function OpenMember({ contact, close }: { contact: string } & Pick<InviteRefusalProps, "close">) {
  const t = useTranslations("inviting")
  const { organization } = useInvitations()
  return (
    <RouterLink href={`${organization.membersPath}?${new URLSearchParams({ q: contact })}` as Route} onClick={close}>
      {t("openMember")}
    </RouterLink>
  )
}

function ResendThat({ id, contact, onResent }: { id: string; contact: string } & Pick<InviteRefusalProps, "onResent">) {
  const t = useTranslations("inviting")
  const [asking, setAsking] = useState(false)
  const row = { id, contact, inviter: "", needsApproval: false }
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("resendThat")}</Button>
      <InvitationQuestion
        question={asking ? { move: "resend", row } : null}
        close={() => setAsking(false)}
        onResent={(link) => onResent({ contact, link })}
      />
    </>
  )
}
