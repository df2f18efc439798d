"use server"

import { createMemberAccount } from "@/lib/members/member-accounts"
import { removeMember } from "@/lib/members/members"
import { bindSecurity, sendActivationAgain } from "@/lib/members/security-bindings"
import { action } from "@/lib/web/action"
import { withRefresh } from "@/lib/web/refresh"

export const createAccountAction = withRefresh(action("createAccount", createMemberAccount))
/** Gives no link to the one who asks, because it is for the mailbox alone. */
export const bindSecurityAction = withRefresh(
  action("bindSecurity", async (...typed) => void (await bindSecurity(...typed))),
)
export const sendActivationAction = withRefresh(action("handshake", sendActivationAgain))
export const removeAccountAction = withRefresh(action("removeMember", removeMember))
