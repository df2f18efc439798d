"use server"

import { createMemberAccount } from "@/lib/members/member-accounts"
import { removeMember } from "@/lib/members/members"
import { bindSecurity, sendActivationAgain } from "@/lib/members/security-bindings"
import { action } from "@/lib/web/action"
import { refreshing } from "@/lib/web/refresh"

export const createAccountAction = refreshing(action("createAccount", createMemberAccount))
/** Whoever asks learns no link: it is for the mailbox alone. */
export const bindSecurityAction = refreshing(
  action("bindSecurity", async (...typed) => void (await bindSecurity(...typed))),
)
export const sendActivationAction = refreshing(action("handshake", sendActivationAgain))
export const removeAccountAction = refreshing(action("removeMember", removeMember))
