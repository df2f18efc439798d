"use server"

import {
  invitationLink,
  inviteMember,
  resendInvitation,
  retryDelivery,
  revokeInvitation,
} from "@/lib/invitations/invitations"
import { listInvitations } from "@/lib/invitations/records"
import { changeRole, removeMember } from "@/lib/members/members"
import { action, viewAction } from "@/lib/web/action"
import { refreshing } from "@/lib/web/refresh"

export const inviteAction = refreshing(action("invite", inviteMember))
export const revokeAction = refreshing(action("invitation", revokeInvitation))
export const resendAction = refreshing(action("invitation", resendInvitation))
export const retryAction = refreshing(action("invitation", retryDelivery))
export const changeRoleAction = refreshing(action("changeRole", changeRole))
export const removeAction = refreshing(action("removeMember", removeMember))
export const linkAction = action("invitation", invitationLink)

/** The latest records, for the drawer. */
export const recordsAction = viewAction("organization", "members.read", async (ctx, organizationId) => {
  return (await listInvitations(ctx, organizationId, {})).rows
})
