"use server"

import { listInvitations } from "@/lib/invitation-records"
import { invitationLink, inviteMember, resendInvitation, retryDelivery, revokeInvitation } from "@/lib/invitations"
import { changeRole, removeMember } from "@/lib/members"
import { organizationInView } from "@/lib/sessions"
import { action } from "@/lib/web/action"
import { refreshing } from "@/lib/web/refreshing"
import { visitor } from "@/lib/web/session"

export const inviteAction = refreshing(action("invite", inviteMember))
export const revokeAction = refreshing(action("invitation", revokeInvitation))
export const resendAction = refreshing(action("invitation", resendInvitation))
export const retryAction = refreshing(action("invitation", retryDelivery))
export const changeRoleAction = refreshing(action("changeRole", changeRole))
export const removeAction = refreshing(action("removeMember", removeMember))
export const linkAction = action("invitation", invitationLink)

/** The latest records, for the drawer. */
export const recordsAction = action("organization", async (ctx, { organizationId }) => {
  const organization = organizationInView(await visitor(), organizationId, "members.read")
  return (await listInvitations(ctx, organization.organizationId, {})).rows
})
