import type { Industry, Scale } from "@/lib/shared/places"
import type { Delivery } from "@/lib/shared/rows/delivery"

/** What Organization Profile lets people edit. */
export const profileFields = ["name", "handle", "address", "licenceNumber", "industry", "country", "scale"] as const
export interface ProfileFields extends Record<(typeof profileFields)[number], string | null> {
  name: string
  /** The Organization ID. */
  handle: string
  industry: Industry | null
  scale: Scale | null
}

/** An organization as its profile shows it. */
export interface Profile extends ProfileFields {
  /** Raised by every edit, so that the second of two editors is refused. */
  version: number
  quota: number
  /** How many places of the quota are taken, by invitations that have lapsed unnoticed too. */
  taken: number
  /** Counted up to a limit, as the pending invitations are. */
  members: number
  pending: number
  /** Of the members, those whose account belongs to the organization itself. */
  accounts: number
  accessKeys: number
  createdAt: Date
}

/** What became of invitations in a month, such as `2026-11`; each counted up to a limit. */
export interface MonthOfInvitations {
  month: string
  sent: number
  accepted: number
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
  /** Whether the organization is certified now. */
  certified: boolean
  /** As what it is certified; null for one that is not. */
  legalName: string | null
  /** What it was called until it was renamed lately. */
  formerName: string | null
  owner: string
  /** Who shall become the owner; only for that person. */
  name: string
  /** Enough of that person's own contact to recognize it; of the name, where there is no contact. */
  contact: string
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
    /** Whether the initiator is still the super admin. */
    entitled: boolean
    /** How many accounts are asked, of those that are still members. */
    asked: number
    approved: number
    /** The names of the first accounts that have declined. */
    declined: string[]
    /** The names of the first accounts that have not answered yet. */
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
