import type { EntityType, Origin, Role } from "@/lib/shared/roles"
import type { Status } from "@/lib/shared/states"

/** What an account agrees to with an invitation code. */
export interface AffiliationNotice {
  organization: string
  entity: string
  licenceNumber: string
  /** The administrators to choose from: their names masked, and the last digits of their account numbers. */
  reviewers: { accountId: string; name: string; number: string; role: Role }[]
}

/** The verified entity of an account, and the enterprise that it is affiliated with. */
export interface OwnEntity {
  entity: { name: string; licenceNumber: string; type: EntityType } | null
  affiliation: { organizationId: string; organization: string; origin: Origin; since: Date } | null
}

/** A request to join, as its applicant sees it. */
export interface AffiliationRequest {
  id: string
  organizationId: string
  organization: string
  description: string
  /** Masked. */
  reviewer: string
  /** By whom, masked too, and when: somebody else may have answered in place of the reviewer. */
  answered: { by: string; at: Date } | null
  /** Whether the account is a member there now. */
  member: boolean
  status: Status
  reason: string | null
  sentAt: Date
  expiresAt: Date
}

/** A request to join, as its reviewer sees it. */
export interface Task {
  id: string
  applicant: string
  number: string
  contact: string | null
  description: string
  /** Whether its code has been replaced since. */
  codeReplaced: boolean
  /** Whether its reviewer is no administrator any more. */
  fallen: boolean
  sentAt: Date
  expiresAt: Date
}
