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
import { withRefresh } from "@/lib/web/refresh"

export const inviteAction = withRefresh(action("invite", inviteMember))
export const revokeAction = withRefresh(action("invitation", revokeInvitation))
export const resendAction = withRefresh(action("invitation", resendInvitation))
export const retryAction = withRefresh(action("invitation", retryDelivery))
export const changeRoleAction = withRefresh(action("changeRole", changeRole))
export const removeAction = withRefresh(action("removeMember", removeMember))
export const linkAction = action("invitation", invitationLink)

/** The latest records, for the drawer. */
export const recordsAction = viewAction("organization", "members.read", async (ctx, organizationId) => {
  return (await listInvitations(ctx, organizationId, {})).rows
})
