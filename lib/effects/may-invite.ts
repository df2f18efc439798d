import type { RefusalCode } from "@/lib/shared/refusals"

/** What invitations depend on in an organization. */
export interface InvitingOrganization {
  certified: boolean
  /** Still being set up by the operators. */
  initializing: boolean
  /** Its members are being asked to approve all features. */
  featuresUnderway: boolean
}

/**
 * Why an organization can invite nobody now; with `affiliates`, why it can invite no account that would belong to it,
 * for which its initiator needs a verified e-mail address. Undefined when it can. (R41)
 */
export function whyNotInvite(
  { certified, initializing, featuresUnderway }: InvitingOrganization,
  initiator: { email: string | null },
  affiliates = false,
): RefusalCode | undefined {
  if (!certified) return "not_certified"
  if (initializing) return "initializing"
  if (affiliates && featuresUnderway) return "features_underway"
  if (affiliates && !initiator.email) return "owner_not_verified"
}
