"use server"

import { refresh } from "next/cache"
import { cancel, linkOf, resend } from "@/lib/handshake"
import { listInvitations } from "@/lib/invitation-records"
import { invitationLink, inviteMember, retryDelivery } from "@/lib/invitations"
import { changeRole, removeMember } from "@/lib/members"
import type { Outcome } from "@/lib/outcome"
import { organizationInView } from "@/lib/sessions"
import { action } from "@/lib/web/action"
import { visitor } from "@/lib/web/session"

export const inviteAction = refreshing(action("invite", inviteMember))
export const revokeAction = refreshing(action("invitation", cancel))
export const resendAction = refreshing(action("invitation", async (ctx, input) => linkOf(await resend(ctx, input))))
export const retryAction = refreshing(action("invitation", retryDelivery))
export const changeRoleAction = refreshing(action("changeRole", changeRole))
export const removeAction = refreshing(action("removeMember", removeMember))
export const linkAction = action("invitation", invitationLink)

/** The latest records, for the drawer. */
export const recordsAction = action("organization", async (ctx, { organizationId }) => {
  const organization = organizationInView(await visitor(), organizationId, "members.read")
  return (await listInvitations(ctx, organization.organizationId, {})).rows
})

/** The page below shows how things stand after a change, and after a change that came too late. */
function refreshing<Rest extends unknown[], T>(act: (...rest: Rest) => Promise<Outcome<T>>) {
  return async (...rest: Rest) => {
    const outcome = await act(...rest)
    if (outcome.ok || ["already_answered", "not_found"].includes(outcome.code)) refresh()
    return outcome
  }
}
