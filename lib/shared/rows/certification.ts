import type { EntityType } from "@/lib/shared/roles"
import type { Status } from "@/lib/shared/states"

/** Whether an organization is certified, and its latest request to be. */
export interface Certification {
  entity: { name: string; licenceNumber: string; type: EntityType; since: Date } | null
  latest: CertificationRequest | null
  /** Whether the platform has an operator who could answer. */
  answerable: boolean
}

/** A request for certification, as its organization sees it. */
export interface CertificationRequest {
  id: string
  applicant: string
  name: string
  licenceNumber: string
  type: EntityType
  status: Status
  sentAt: Date
  expiresAt: Date
  settledAt: Date | null
  reason: string | null
  /** Whether its applicant is no super admin any more, so that it cannot be approved. */
  orphaned: boolean
}

/** A line of the operators' list. */
export interface CertificationRecord extends CertificationRequest {
  organizationId: string
  organization: string
  contact: string
  settledBy: string | null
  /** Under which name the same entity is certified already, and for which organizations. */
  taken: { name: string; by: string[] } | null
}
