"use client"

import { useTranslations } from "next-intl"
import { useInvitations } from "@/components/invitations/context"
import { mayBeWrong } from "@/components/invitations/correcting/correcting"
import { copy } from "@/components/ui/clipboard"
import { Menu, MenuItem } from "@/components/ui/menu"
import { toast } from "@/components/ui/toasts"
import { externalId } from "@/lib/shared/handshakes"
import { isUndeliverable } from "@/lib/shared/rows/delivery"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

interface RecordMenuProps {
  id: string
  /** Whose menu was opened last. */
  row: InvitationRecord | null
  edit?: (row: InvitationRecord) => void
  correct: (row: InvitationRecord) => void
  resend: (row: InvitationRecord) => void
  copyLink: (row: InvitationRecord) => void
}

/** The rarer actions of a record, with the id by which programs know the handshake. */
export function RecordMenu({ id, row, edit, correct, resend, copyLink }: RecordMenuProps) {
  const t = useTranslations("records")
  const { open, refusal } = useInvitations()
  return (
    <Menu id={id} label={row ? t("more", { contact: row.contact }) : undefined}>
      {row?.status === "pending" && (
        <>
          {!isUndeliverable(row.delivery) && (
            <>
              {edit && <MenuItem onClick={() => edit(row)}>{t("edit")}</MenuItem>}
              <MenuItem onClick={() => resend(row)}>
                {t(row.needsApproval ? "approve.button" : "resend.button")}
              </MenuItem>
            </>
          )}
          {mayBeWrong(row) && <MenuItem onClick={() => correct(row)}>{t("correct.title")}</MenuItem>}
          <MenuItem onClick={() => copyLink(row)}>{t("copyLink")}</MenuItem>
        </>
      )}
      {row && mayBeInvited(row) && !refusal && (
        <MenuItem onClick={() => open({ contact: row.contact, role: row.role, note: row.note })}>
          {t("inviteAgain")}
        </MenuItem>
      )}
      {row && <CopyId of={row} />}
    </Menu>
  )
}

/** Accounts are invited by programs alone. */
function mayBeInvited({ status, affiliates }: InvitationRecord): boolean {
  return status !== "pending" && status !== "accepted" && !affiliates
}

function CopyId({ of }: { of: InvitationRecord }) {
  const t = useTranslations("records")
  const id = externalId(of.id)
  const copyId = async () => toast.success(t((await copy(id)) ? "idCopied" : "idShown", { id }))
  return <MenuItem onClick={copyId}>{t("copyId")}</MenuItem>
}
