"use server"

import { refresh } from "next/cache"
import type { RefusalCode } from "@/lib/errors"
import { cancel } from "@/lib/handshake"
import { listInvitations } from "@/lib/invitation-records"
import { invitationLink, inviteMember, resendInvitation, retryDelivery } from "@/lib/invitations"
import { changeRole, removeMember } from "@/lib/members"
import type { Outcome } from "@/lib/outcome"
import { organizationInView } from "@/lib/sessions"
import { action } from "@/lib/web/action"
import { visitor } from "@/lib/web/session"

export const inviteAction = refreshing(action("invite", inviteMember))
export const revokeAction = refreshing(action("invitation", cancel))
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

/** What the page already shows, or a dialog tells. */
const NO_NEWS: RefusalCode[] = ["invalid_input", "rate_reached", "not_logged_in", "login_expired"]

/** The page below shows how things stand after a change, and after one that was refused because they stand otherwise. */
function refreshing<Rest extends unknown[], T>(act: (...rest: Rest) => Promise<Outcome<T>>) {
  return async (...rest: Rest) => {
    const outcome = await act(...rest)
    if (outcome.ok || !NO_NEWS.includes(outcome.code)) refresh()
    return outcome
  }
}
