import type { KeyPermission, Role } from "@/lib/shared/roles"
import type { FactorKind } from "@/lib/shared/rows/factors"
import type { profileFields } from "@/lib/shared/rows/organization"

/** A row of the audit whose seal is broken. */
export interface BrokenRow {
  why: "changed" | "missing" | "unknown_secret" | "never_sealed"
  /** Its place in the chain; null for a row without a seal. */
  sequence: number | null
  /** Null where the row is gone together with its seal. */
  id: string | null
  action: string | null
  at: string | null
}

/** What a verification of the audit has found. */
export interface AuditVerification {
  /** How many rows have an intact seal, up to the first broken one. */
  sealed: number
  /** The seal of the last of them, which vouches for all before it. */
  head: string | null
  /** How many rows the worker has yet to seal. */
  waiting: number
  broken: BrokenRow | null
}

/** A person in the audit. */
export interface AuditPerson {
  accountId: string
  name: string
  number: string
  /** Whether the person belongs to the organization now. */
  member: boolean
  /** Whether the person runs the platform now. */
  operator: boolean
}

/** What changed, from what to what. */
type Changes<Field extends string> = Partial<Record<Field, { from: unknown; to: unknown }>>

/** A membership as it was, beside its role. */
export interface Membership {
  origin: string
  handshakeId: string | null
  affiliated: boolean
  joinedAt: string
}

/** The details of each action in the audit; an action that is not named here has no details. */
export interface AuditDetails {
  "organization.found": { name: string }
  "organization.edit": Changes<(typeof profileFields)[number]>
  "organization.close": { name: string }
  "organization.set": Changes<string>
  "organization.demand-factor": { from: Role[]; to: Role[] }
  "member.change-role": { from: Role; role: Role }
  /** With what takes the membership back, where nothing else has ended with it. */
  "member.remove": { from: Role; was?: Membership }
  "member.undo-removal": { role: Role }
  "member.leave": { from: Role }
  "account.create": { name: string; number: string }
  "account.rename": { from: string; to: string }
  "account.add-factor": { kind: FactorKind; name: string }
  "account.rename-factor": { from: string; to: string }
  "account.remove-factor": { kind: FactorKind; name: string }
  "account.end-login": { others: true } | undefined
  "tag.attach": { tags: string[] }
  "tag.detach": { tags: string[] }
  "policy.create": { name: string }
  "policy.update": { name: string }
  "policy.delete": { name: string }
  "policy.attach": { name: string; at: string }
  "policy.detach": { name: string; at: string }
  "handshake.move": { by: string }
  "key.create": { name: string; permissions: KeyPermission[] }
  "key.disable": { name: string }
  "key.enable": { name: string }
  "key.delete": { name: string }
  /** How many of each were renewed or ended. */
  "secret.rotate": Record<string, number>
  "secret.replace": Record<string, number>
  "backup.restore": Record<string, number>
}

/** A line of the audit: who did, or tried to do, what to whom. */
export interface AuditRecord {
  id: string
  at: Date
  action: string
  /** Null for somebody who was not logged in. */
  actor: AuditPerson | null
  /** A contact, an account, or what else it concerned. */
  target: string | null
  /** Where the target is an account, what its handshake is about, such as the number by which it was invited. */
  subject: string | null
  /** The name of the organization's access key through which a program acted. */
  keyName: string | null
  /** The person behind the target, where it is one that the organization may know. */
  concerned: AuditPerson | null
  ip: string | null
  /** Why it was refused; null for what was done. */
  refusal: string | null
  /** What `AuditDetails` says of the action, and the access key through which an API client acted. */
  detail: Record<string, unknown> & { accessKey?: string }
}

/** A line of the audit in the reader's language. */
export interface AuditLine {
  id: string
  at: string
  who: string
  number: string | null
  /** What somebody is here who is no member now. */
  relation: "operator" | "outsider" | null
  what: string
  details: string[]
  whom: string | null
  from: string | null
  /** Why it was refused; null for what was done. */
  refused: string | null
  /** What happened, in parts: every second is `who` or `whom`, for whoever stands there. */
  sentence: string[]
  /** What the sentence leaves to be said. */
  rest: string[]
  /** The accounts of who and whom, where they have a page here. */
  members: { who: string | null; whom: string | null }
}
