"use client"

import { Ellipsis } from "lucide-react"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { useInvitations } from "@/components/invitations/context"
import { useInvitationMoves } from "@/components/invitations/invitation-moves"
import { Button } from "@/components/ui/button"
import { copy } from "@/components/ui/clipboard"
import { Menu, MenuItem } from "@/components/ui/menu"
import { OpenButton } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import { externalId } from "@/lib/shared/handshake-id"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** The buttons of a record: revoke and resend while it is pending, invite again once it is past. */
export function RecordButtons({ row }: { row: InvitationRecord }) {
  if (row.status === "pending") return <PendingButtons row={row} />
  return (
    <>
      {row.status !== "accepted" && !row.affiliates && <InviteAgain row={row} />}
      <More row={row} />
    </>
  )
}

function PendingButtons({ row }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const moves = useInvitationMoves()
  if (!moves) return null
  return (
    <>
      <OpenButton size="small" onClick={() => moves.ask({ move: "revoke", row })}>
        {t("revoke.button")}
      </OpenButton>
      <More row={row}>
        <MenuItem onClick={() => moves.ask({ move: "resend", row })}>
          {t(row.needsApproval ? "approve.button" : "resend.button")}
        </MenuItem>
        <MenuItem onClick={() => moves.copyLink(row)}>{t("copyLink")}</MenuItem>
      </More>
    </>
  )
}

/** The rarer actions, with the id by which programs know the handshake. */
function More({ row: { id, contact }, children }: { row: InvitationRecord; children?: ReactNode }) {
  const t = useTranslations("records")
  const known = externalId(id)
  const copyId = async () => toast.success(t((await copy(known)) ? "idCopied" : "idShown", { id: known }))
  return (
    <Menu label={t("more", { contact })} button={<Ellipsis aria-hidden />}>
      {children}
      <MenuItem onClick={copyId}>{t("copyId")}</MenuItem>
    </Menu>
  )
}

function InviteAgain({ row: { contact, role, note } }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const { open, refusal } = useInvitations()
  if (refusal) return null
  return (
    <OpenButton look="quiet" size="small" onClick={() => open({ contact, role, note })}>
      {t("inviteAgain")}
    </OpenButton>
  )
}

/** Puts a letter that could not be delivered back in the queue. */
export function RetryDelivery({ row }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const moves = useInvitationMoves()
  if (!moves || row.status !== "pending" || row.delivery !== "failed") return null
  return (
    <Button size="small" onClick={() => moves.retry(row)} aria-label={t("retryTo", { contact: row.contact })}>
      {t("retry")}
    </Button>
  )
}
