"use client"

import { useTranslations } from "next-intl"
import { FormChoice } from "@/components/forms/form-choice"
import { useInvitations } from "@/components/invitations/context"
import { LifetimeField, NoteField } from "@/components/invitations/shared-fields"
import { invitableRoles } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

const DAY_MS = 86_400_000

/** The terms of an invitation, filled in as they are. */
export function TermsFields({ row }: { row: InvitationRecord }) {
  const duties = useTranslations("duties")
  const t = useTranslations("editing")
  const { days } = useInvitations()
  return (
    <>
      <FormChoice
        name="role"
        required
        legend={t("role")}
        initial={row.role}
        options={invitableRoles.map((value) => ({ value, label: <code>{value}</code>, description: duties(value) }))}
      />
      <LifetimeField days={daysOf(row, days)} />
      <NoteField note={row.note} />
    </>
  )
}

/** The lifetime that it has, where that is offered still. */
function daysOf(
  { sentAt, expiresAt }: InvitationRecord,
  { offered, usual }: ReturnType<typeof useInvitations>["days"],
) {
  const present = Math.round((expiresAt.getTime() - sentAt.getTime()) / DAY_MS)
  return String(offered.includes(present) ? present : usual)
}
