import type { Status } from "./handshake/machine"
import type { InvitableRole, Role } from "./roles"

/** A line of Members. */
export interface Member {
  accountId: string
  name: string
  number: string
  email: string | null
  phone: string | null
  role: Role
  origin: "founder" | "created" | "handshake"
  joinedAt: Date
}

/** How the latest letter of an invitation fares. */
export type Delivery = "queued" | "sent" | "failed"

/** A line of Invitation Records. */
export interface InvitationRecord {
  id: string
  contact: string
  role: InvitableRole
  note: string
  status: Status
  proposedAt: Date
  sentAt: Date
  expiresAt: Date
  inviter: string
  resent: boolean
  delivery: Delivery | null
  failure: string | null
  /** Its inviter is no super admin any more; resending re-approves it. */
  needsApproval: boolean
}

/** An invitation as its reader sees it. */
export interface InvitationDetails {
  organization: string
  inviter: string
  role: InvitableRole
  /** Only for the person whom the invitation addresses. */
  note: string
  /** Enough of the invited contact to recognize one's own. */
  contact: string
  expiresAt: Date
}
