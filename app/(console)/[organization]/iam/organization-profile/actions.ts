"use server"

import { refresh } from "next/cache"
import { cancelChange, changeOwner, eligibleOwners, resendChange } from "@/lib/members/ownership"
import { deleteOrganization } from "@/lib/organizations/delete-organization"
import { demandFactors } from "@/lib/organizations/factor-policy"
import { cancelAllFeatures, confirmAllFeatures, enableAllFeatures } from "@/lib/organizations/features"
import { updateProfile } from "@/lib/organizations/profile"
import { action, viewAction } from "@/lib/web/action"
import { shown } from "@/lib/web/reader/shown"
import { withRefresh } from "@/lib/web/refresh"

const save = action("updateProfile", updateProfile)

/** Saves the profile, which page and sidebar then show; a conflict is shown in the form, which stays as it is. */
export async function saveProfileAction(...typed: Parameters<typeof save>) {
  const outcome = await save(...typed)
  if (outcome.ok) refresh()
  return outcome
}

/** Gives no link to the one who asks, because each is for the chosen member alone. */
export const changeOwnerAction = withRefresh(
  action("changeOwner", async (...typed) => void (await changeOwner(...typed))),
)
export const resendChangeAction = withRefresh(action("handshake", resendChange))
export const cancelChangeAction = withRefresh(action("handshake", cancelChange))

export const enableFeaturesAction = withRefresh(
  action("organization", async (...typed) => void (await enableAllFeatures(...typed))),
)
export const confirmFeaturesAction = withRefresh(action("handshake", confirmAllFeatures))
export const cancelFeaturesAction = withRefresh(action("organization", cancelAllFeatures))

export const demandFactorsAction = withRefresh(action("demandFactors", demandFactors))

/** Does not refresh, because the one who deleted the organization has left its page. */
export const closeOrganizationAction = action("closeOrganization", deleteOrganization)

/** Members who can become the owner. */
export const searchMembersAction = viewAction("searchMembers", "owner.change", async (...asked) =>
  shown(await eligibleOwners(...asked)),
)
