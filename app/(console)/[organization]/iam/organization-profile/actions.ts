"use server"

import { refresh } from "next/cache"
import { closeOrganization } from "@/lib/closing"
import { cancelAllFeatures, confirmAllFeatures, enableAllFeatures } from "@/lib/features"
import { cancel, resend } from "@/lib/handshake"
import { listMembers } from "@/lib/members"
import { changeOwner } from "@/lib/ownership"
import { updateProfile } from "@/lib/profile"
import { organizationInView } from "@/lib/sessions"
import { action } from "@/lib/web/action"
import { refreshing } from "@/lib/web/refreshing"
import { visitor } from "@/lib/web/session"

const KIND = "ownership-transfer"
const save = action("updateProfile", updateProfile)

/** Saves the profile; page and sidebar show it (R67). What stands otherwise is told in the form, which stays as it is. */
export async function saveProfileAction(...typed: Parameters<typeof save>) {
  const outcome = await save(...typed)
  if (outcome.ok) refresh()
  return outcome
}

/** Whoever asks learns no link: each is for the chosen member alone. */
export const changeOwnerAction = refreshing(
  action("changeOwner", async (...typed) => void (await changeOwner(...typed))),
)
export const resendChangeAction = refreshing(
  action("handshake", async (ctx, { id }) => void (await resend(ctx, { id, kind: KIND }))),
)
export const cancelChangeAction = refreshing(action("handshake", (ctx, { id }) => cancel(ctx, { id, kind: KIND })))

export const enableFeaturesAction = refreshing(
  action("organization", async (...typed) => void (await enableAllFeatures(...typed))),
)
export const confirmFeaturesAction = refreshing(action("handshake", confirmAllFeatures))
export const cancelFeaturesAction = refreshing(action("organization", cancelAllFeatures))

/** Whoever has deleted the organization has left its page. */
export const closeOrganizationAction = action("closeOrganization", closeOrganization)

/** Members who can become the owner (R70). */
export const searchMembersAction = action("searchMembers", async (ctx, { organizationId, search }) => {
  const organization = organizationInView(await visitor(), organizationId, "owner.change")
  const { rows } = await listMembers(ctx, organization.organizationId, { search })
  return rows.filter(({ role }) => role !== "super_admin")
})
