import type { Origin, Role } from "@/lib/shared/roles"
import type { Delivery } from "@/lib/shared/rows/delivery"
import type { Tag, TagViolation } from "@/lib/shared/rows/tags"

/** The status of the security information of an account. */
export const securityStates = ["none", "waiting", "failed", "bound"] as const

/** A line of Members. */
export interface Member {
  accountId: string
  name: string
  number: string
  email: string | null
  phone: string | null
  role: Role
  origin: Origin
  joinedAt: Date
  /** When they last used the console here; null where nobody has seen it. */
  lastActiveAt: Date | null
  /** Whether it may go: an account that was created here only once it has been activated. */
  removable: boolean
}

/** A member as a search from anywhere shows it. */
export interface FoundMember extends Pick<Member, "accountId" | "name" | "role"> {
  contact: string
}

/** How an account of the enterprise can be reached and logged in to. */
export interface Security {
  state: (typeof securityStates)[number]
  email: string | null
  phone: string | null
  /** The binding under way, or the one that failed. */
  handshakeId: string | null
  expiresAt: Date | null
  delivery: Delivery | null
  /** Why its letter has not gone. */
  failure: string | null
  modificationsLeft: number
}

/** A line of Account Group. */
export interface MemberAccount {
  accountId: string
  number: string
  name: string
  role: Role
  origin: Origin
  handshakeId: string | null
  entity: string | null
  joinedAt: Date
  /** As of any member: whether it may go. */
  removable: boolean
  security: Security
  /** The keys of those of its tags that no policy would allow today. */
  faultyTags: string[]
}

/** A change of a member's role. */
export interface RoleChange {
  id: string
  at: Date
  action: string
  by: string | null
  from: string | null
  to: string | null
}

/** A member with the reason for being here. */
export interface MemberDetail extends Omit<Member, "removable"> {
  /** The account itself belongs to the enterprise. */
  affiliated: boolean
  /** Bound by the enterprise, and not verified by its holder. */
  boundPhone: string | null
  entity: string | null
  /** Who created the account, where the enterprise did. */
  createdBy: string | null
  /** What the member came through; null for founders and created accounts. */
  handshake: {
    id: string
    /** Whom it was sent to, or who asked. */
    subject: string
    proposedBy: string
    proposedAt: Date
    answeredBy: string
    answeredAt: Date
    role: string | null
  } | null
  /** Since the member came, latest first. */
  changes: RoleChange[]
  /** Whether the enterprise can write tags on it: it belongs to the enterprise, or owns it. */
  taggable: boolean
  /** What the enterprise has written on it, each with why no policy would allow it today. */
  tags: (Tag & { fault: TagViolation | null })[]
}

/** The activation of a member account, as the holder of its link sees it. */
export interface ActivationDetails {
  organization: string
  /** Whether the organization is certified now. */
  certified: boolean
  /** As what it is certified; null for one that is not. */
  legalName: string | null
  /** What it was called until it was renamed lately. */
  formerName: string | null
  name: string
  number: string
  /** What the account will log in with. */
  email: string
  expiresAt: Date
}
