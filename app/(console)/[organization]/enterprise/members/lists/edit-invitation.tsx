"use client"

import { editInvitationAction } from "@/app/(console)/[organization]/enterprise/members/actions"
import { EditDialog, type EditProps } from "@/components/invitations/editing/edit-dialog"

/** The terms of an invitation that waits, to be changed. */
export function EditInvitation(props: EditProps) {
  return <EditDialog {...props} action={editInvitationAction} />
}
