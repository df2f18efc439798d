"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { isShownAtField } from "@/components/forms/form"
import { useInvitations } from "@/components/invitations/context"
import { InvitationQuestion } from "@/components/invitations/invitation-moves"
import { informationOf } from "@/components/shell/navigation"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { leaveDialogs } from "@/components/ui/layers"
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
  const leave = () => {
    leaveDialogs()
    close()
  }
  if (isShownAtField(refused)) return null
  return (
    <Callout
      alert
      tone="danger"
      action={
        <>
          {code === "already_member" && facts && <OpenMember contact={String(facts.contact)} leave={leave} />}
          {code === "already_pending" && facts && (
            <ResendThat id={String(facts.id)} contact={contact} onResent={onResent} />
          )}
          {code === "not_certified" && <Certify leave={leave} />}
        </>
      }
    >
      {message}
    </Callout>
  )
}

interface Leaving {
  /** Closes the drawer for the page that takes its place. */
  leave: () => void
}

function Certify({ leave }: Leaving) {
  const t = useTranslations("inviting")
  const { organization } = useInvitations()
  return (
    <RouterLink replace href={informationOf(organization.id)} onNavigate={leave}>
      {t("certify")}
    </RouterLink>
  )
}

function OpenMember({ contact, leave }: { contact: string } & Leaving) {
  const t = useTranslations("inviting")
  const { organization } = useInvitations()
  return (
    <RouterLink
      replace
      href={`${organization.membersPath}?${new URLSearchParams({ q: contact })}` as Route}
      onNavigate={leave}
    >
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
