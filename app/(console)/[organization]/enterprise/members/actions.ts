"use server"

import { choicesOf } from "@/app/(console)/[organization]/enterprise/members/filter-choices"
import { matchingMembers, matchingRecords } from "@/app/(console)/[organization]/enterprise/members/lists/matching"
import { correctContact } from "@/lib/invitations/correction"
import {
  editInvitation,
  invitationLink,
  inviteMember,
  resendInvitation,
  retryDelivery,
  revokeInvitation,
} from "@/lib/invitations/invitations"
import { inviteMany, previewInvitations, resendMany, revokeMany } from "@/lib/invitations/many"
import { listInvitations } from "@/lib/invitations/records"
import { removeMany, undoRemovals } from "@/lib/members/batch/removals"
import { changeRoleMany } from "@/lib/members/batch/role-changes"
import { changeRole, removeMember } from "@/lib/members/members"
import { undoRemoval } from "@/lib/members/removal-undo"
import { seatsOf } from "@/lib/organizations/seats"
import { action, viewAction } from "@/lib/web/action"
import { refusedRows } from "@/lib/web/reader/rows"
import { shown, shownWithReasons } from "@/lib/web/reader/shown"
import { told } from "@/lib/web/reader/told"
import { withNews, withRefresh } from "@/lib/web/refresh"

export const inviteAction = withNews(action("invite", async (...typed) => shown(await inviteMember(...typed))))
/** Invites many, and tells of each what came of it. */
export const inviteManyAction = withNews(
  action("inviteMany", async (...typed) => shown(await told(await inviteMany(...typed)))),
)
/** Tells of many what would come of them, and how many may be invited today. */
export const previewAction = action("previewInvitations", async (...typed) => {
  const { outcomes, leftToday } = await previewInvitations(...typed)
  return { rows: shown(await told(outcomes)), leftToday }
})
export const revokeAction = withNews(action("invitation", revokeInvitation))
export const resendAction = withNews(action("invitation", resendInvitation))
export const retryAction = withNews(action("invitation", retryDelivery))
export const correctAction = withNews(
  action("correctContact", async (...typed) => shown(await correctContact(...typed))),
)
export const changeRoleAction = withNews(action("changeRole", changeRole))
export const removeAction = withNews(action("removeMember", removeMember))
/** Of a removal from any list of the organization. */
export const undoRemovalAction = withRefresh(action("removeMember", undoRemoval))
export const editInvitationAction = withNews(action("editInvitation", editInvitation))
export const linkAction = action("invitation", invitationLink)

/** The latest records, for the drawer, and the seats of the organization. */
export const recordsAction = viewAction("organization", "members.read", async (ctx, organizationId) => {
  const [{ rows }, seats] = await Promise.all([listInvitations(ctx, organizationId, {}), seatsOf(ctx, organizationId)])
  return { rows: await shownWithReasons(rows), seats }
})

// Of many at once a page is drawn anew when all pieces of a batch are done.
export const revokeManyAction = action("manyInvitations", async (ctx, batch) => ({
  refused: await refusedRows(batch.ids, await revokeMany(ctx, batch)),
}))
export const resendManyAction = action("manyInvitations", async (ctx, batch) => ({
  refused: await refusedRows(batch.ids, await resendMany(ctx, batch)),
}))
export const changeRoleManyAction = action("changeRoleMany", async (ctx, batch) => ({
  refused: await refusedRows(batch.ids, await changeRoleMany(ctx, batch)),
}))
/** With those of the removed whom nobody can take back. */
export const removeManyAction = action("manyMembers", async (ctx, batch) => {
  const outcomes = await removeMany(ctx, batch)
  const gone = outcomes.flatMap((one) => ("done" in one && !one.done.undoable ? [one.done.accountId] : []))
  return { refused: await refusedRows(batch.ids, outcomes), gone }
})
export const undoRemovalsAction = action("manyMembers", async (ctx, batch) => ({
  refused: await refusedRows(batch.ids, await undoRemovals(ctx, batch)),
}))

export const matchingMembersAction = viewAction("matching", "members.read", matchingMembers)
export const matchingRecordsAction = viewAction("matching", "members.read", matchingRecords)

/** What a filter of the lists of members, records and accounts can be set to. */
export const filterChoicesAction = viewAction("filterChoices", "members.read", choicesOf)
