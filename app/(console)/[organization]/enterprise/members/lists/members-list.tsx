"use client"

import type { ComponentProps } from "react"
import { laterWithWords } from "@/components/lists/selection/with-words"
import { MembersTable } from "@/components/members/members-table"

const MembersBar = laterWithWords(() =>
  import("@/app/(console)/[organization]/enterprise/members/lists/members-bar").then((file) => file.MembersBar),
)

/** The members, with what can be done with many of them. */
export function MembersList(props: Omit<ComponentProps<typeof MembersTable>, "bar">) {
  return <MembersTable {...props} bar={<MembersBar organizationId={props.organization.id} />} />
}
