"use server"

import { matchingAccounts } from "@/app/(console)/[organization]/enterprise/account-group/matching"
import { createMemberAccount } from "@/lib/members/member-accounts"
import { removeMember } from "@/lib/members/members"
import { bindSecurity, sendActivationAgain, sendActivationsAgain } from "@/lib/members/security-bindings"
import { action, viewAction } from "@/lib/web/action"
import { refusedRows } from "@/lib/web/reader/rows"
import { withRefresh } from "@/lib/web/refresh"

export const createAccountAction = withRefresh(action("createAccount", createMemberAccount))
/** Gives no link to the one who asks, because it is for the mailbox alone. */
export const bindSecurityAction = withRefresh(
  action("bindSecurity", async (...typed) => void (await bindSecurity(...typed))),
)
export const sendActivationAction = withRefresh(action("handshake", sendActivationAgain))
export const removeAccountAction = withRefresh(action("removeMember", removeMember))
export const sendActivationsAction = action("manyActivations", async (ctx, batch) => ({
  refused: await refusedRows(batch.ids, await sendActivationsAgain(ctx, batch)),
}))
export const matchingAccountsAction = viewAction("matching", "members.read", matchingAccounts)
