import type { RefusalCode } from "@/lib/shared/refusals"

/** How an organization stands, as far as invitations depend on it. */
export interface InvitingOrganization {
  certified: boolean
  /** Still being set up by the operators. */
  initializing: boolean
  /** Its members are being asked to approve all features. */
  featuresUnderway: boolean
}

/**
 * Why an organization can invite nobody now, or with `affiliates` no account, which would belong to it: whoever invites
 * one needs a verified e-mail address. Nothing when it can (R41).
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
