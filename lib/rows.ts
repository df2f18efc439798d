import type { Status } from "./handshake/machine"
import type { Industry, Scale } from "./places"
import type { EntityType, InvitableRole, Origin, Role } from "./roles"

/** How the security information of an account stands. */
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
  /** Whether it may go: an account that was created here only once it has been activated (R113). */
  removable: boolean
}

/** What Organization Profile lets people edit (R65). */
export const profileFields = ["name", "handle", "address", "licenceNumber", "industry", "country", "scale"] as const
export interface ProfileFields extends Record<(typeof profileFields)[number], string | null> {
  name: string
  /** The Organization ID. */
  handle: string
  industry: Industry | null
  scale: Scale | null
}

/** An organization as its profile shows it (R62). */
export interface Profile extends ProfileFields {
  /** Raised by every edit, so that the second of two editors is told. */
  version: number
  quota: number
  members: number
  pending: number
  createdAt: Date
}

/** How the latest letter of a handshake fares. */
export type Delivery = "queued" | "sent" | "failed"

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

/** An invitation that waits for whoever looks. */
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
  inviter: string
  role: InvitableRole
  /** Only for the person whom the invitation addresses. */
  note: string
  /** Enough of the invited contact or account number to recognize one's own. */
  contact: string
  /** Whether it is an account's number, with which nobody can register. */
  byNumber: boolean
  /** Whether an account is invited, which will belong to the enterprise. */
  affiliates: boolean
  expiresAt: Date
}

/** Who owns an organization, and to whom the ownership is offered. */
export interface Ownership {
  owner: { accountId: string; name: string; email: string | null; phone: string | null }
  transfer: {
    id: string
    name: string
    /** Where the letter went. */
    contact: string
    sentAt: Date
    expiresAt: Date
    delivery: Delivery | null
    failure: string | null
  } | null
}

/** A change of owner as its reader sees it. */
export interface TransferDetails {
  organization: string
  owner: string
  /** Who shall become the owner; only for that person. */
  name: string
  /** Enough of that person's own contact to recognize it; of the name, where there is no contact. */
  contact: string
  expiresAt: Date
}

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
  /** Its applicant is no super admin any more: it cannot be approved. */
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
  /** By whom, masked too, and when: the reviewer may have lost his role to somebody else. */
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
  /** It was made with a code that has been replaced since. */
  codeReplaced: boolean
  /** It was addressed to somebody who is no administrator any more. */
  fallen: boolean
  sentAt: Date
  expiresAt: Date
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
  /** Bound by the enterprise, and not proved by its holder. */
  boundPhone: string | null
  entity: string | null
  /** Who created the account, where the enterprise did. */
  createdBy: string | null
  /** What the member came through; none for founders and created accounts. */
  handshake: {
    id: string
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
  tags: (Tag & { fault: TagFault | null })[]
}

/** What an enterprise writes on a member account. */
export interface Tag {
  key: string
  value: string
}

/** Why a policy does not allow a tag: the case of its key, or its value; with what would be right. */
export interface TagFault {
  key: string
  why: "case" | "value"
  right: readonly string[]
}

/** The activation of a member account, as whoever holds its link sees it. */
export interface ActivationDetails {
  organization: string
  name: string
  number: string
  /** What the account will log in with. */
  email: string
  expiresAt: Date
}

/** The feature set of an organization, and the request to enable all features. */
export interface Features {
  allFeatures: boolean
  request: {
    id: string
    /** `open` once nobody's approval is missing. */
    state: "requested" | "open"
    initiator: string
    /** Whether who asked is the super admin still. */
    entitled: boolean
    /** Of the accounts that are members yet. */
    asked: number
    approved: number
    /** Who has declined. */
    declined: string[]
    /** Who has not answered yet. */
    waiting: string[]
    expiresAt: Date
  } | null
}

/** An approval of all features that an account is asked for. */
export interface FeatureApproval {
  id: string
  organization: string
  askedBy: string
  expiresAt: Date
}
