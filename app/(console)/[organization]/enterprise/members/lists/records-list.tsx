"use client"

import type { ComponentProps } from "react"
import type { RecordsActions } from "@/app/(console)/[organization]/enterprise/members/lists/records-bar"
import { InvitationRecords } from "@/components/invitations/invitation-records"
import { laterWithWords } from "@/components/lists/selection/with-words"

const RecordsBar = laterWithWords(() =>
  import("@/app/(console)/[organization]/enterprise/members/lists/records-bar").then((file) => file.RecordsBar),
)

const EditInvitation = laterWithWords(() =>
  import("@/components/invitations/editing/edit-dialog").then((file) => file.EditDialog),
)

interface RecordsListProps extends Omit<ComponentProps<typeof InvitationRecords>, "bar" | "edit"> {
  /** Missing for a visitor who may only look. */
  many?: RecordsActions
}

/** The records, with what can be done with many of them, and what changes one. */
export function RecordsList({ many, ...props }: RecordsListProps) {
  return <InvitationRecords {...props} bar={many && <RecordsBar actions={many} />} edit={EditInvitation} />
}
