import type { InvitableRole } from "@/lib/shared/roles"
import type { Delivery } from "@/lib/shared/rows/delivery"
import type { Status } from "@/lib/shared/states"

/** A line of Invitation Records. */
export interface InvitationRecord {
  id: string
  /** An e-mail address, a phone number, or the number of an account. */
  contact: string
  /** Whether an account is invited, which will belong to the enterprise. */
  affiliates: boolean
  role: InvitableRole
  note: string
  status: Status
  sentAt: Date
  expiresAt: Date
  inviter: string
  resent: boolean
  delivery: Delivery | null
  /** Since when it fares so, where that is not as it should. */
  deliveryAt: Date | null
  failure: string | null
  /** Its inviter is no super admin any more; resending re-approves it. */
  needsApproval: boolean
}

/** An invitation that waits for the account that looks. */
export interface OwnInvitation {
  id: string
  organization: string
  inviter: string
  role: InvitableRole
  expiresAt: Date
}

/** An invitation as its reader sees it. */
export interface InvitationDetails {
  organization: string
  /** Whether the organization is certified now. */
  certified: boolean
  /** As what it is certified; null for one that is not. */
  legalName: string | null
  /** What it was called until it was renamed lately. */
  formerName: string | null
  inviter: string
  role: InvitableRole
  /** For whoever holds the link while it can be answered, and for the person whom it addresses. */
  note: string
  /** Enough of the invited contact or account number to recognize one's own. */
  contact: string
  /** Whether it is an account's number, with which nobody can register. */
  byNumber: boolean
  /** Whether an account is invited, which will belong to the enterprise. */
  affiliates: boolean
  expiresAt: Date
}
