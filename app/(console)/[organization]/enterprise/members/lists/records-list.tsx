"use client"

import type { ComponentProps } from "react"
import { InvitationRecords } from "@/components/invitations/invitation-records"
import { laterWithWords } from "@/components/lists/selection/with-words"

const RecordsBar = laterWithWords(() =>
  import("@/app/(console)/[organization]/enterprise/members/lists/records-bar").then((file) => file.RecordsBar),
)

const EditInvitation = laterWithWords(() =>
  import("@/app/(console)/[organization]/enterprise/members/lists/edit-invitation").then((file) => file.EditInvitation),
)

/** The records, with what can be done with many of them, and what changes one. */
export function RecordsList(props: Omit<ComponentProps<typeof InvitationRecords>, "bar" | "edit">) {
  return <InvitationRecords {...props} bar={<RecordsBar />} edit={EditInvitation} />
}
