"use client"

import type { ComponentProps } from "react"
import type { MembersActions } from "@/app/(console)/[organization]/enterprise/members/lists/members-bar"
import { laterWithWords } from "@/components/lists/selection/with-words"
import { MembersTable } from "@/components/members/members-table"

const MembersBar = laterWithWords(() =>
  import("@/app/(console)/[organization]/enterprise/members/lists/members-bar").then((file) => file.MembersBar),
)

interface MembersListProps extends Omit<ComponentProps<typeof MembersTable>, "bar"> {
  /** Missing for a visitor who may only look. */
  many?: MembersActions
}

/** The members, with what can be done with many of them. */
export function MembersList({ many, ...props }: MembersListProps) {
  return <MembersTable {...props} bar={many && <MembersBar organizationId={props.organization.id} actions={many} />} />
}
