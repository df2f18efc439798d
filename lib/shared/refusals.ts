/** Every expected refusal of the product; each door words them once. */
export const refusals = [
  "not_logged_in",
  "login_expired",
  "other_account",
  "forbidden",
  "not_found",
  "invalid_input",
  "wrong_account",
  "contact_not_verified",
  "link_invalid",
  "expired",
  "revoked",
  "already_answered",
  "already_member",
  "already_pending",
  "named_twice",
  "not_certified",
  "initializing",
  "other_seller",
  "owner_not_verified",
  "unreachable",
  "undeliverable",
  "opted_out",
  "features_underway",
  "features_present",
  "features_missing",
  "approvals_missing",
  "tags_not_allowed",
  "too_many_tags",
  "not_empty",
  "policy_malformed",
  "policy_name_taken",
  "policy_in_use",
  "policy_attached",
  "policy_not_attached",
  "policies_enabled",
  "policies_disabled",
  "too_many_policies",
  "too_many_keys",
  "initiator_not_entitled",
  "quota_reached",
  "rate_reached",
  "last_super_admin",
  "owner_cannot_leave",
  "not_a_member",
  "already_owner",
  "email_needed",
  "already_certified",
  "entity_taken",
  "code_unknown",
  "entity_fixed",
  "already_affiliated",
  "reviewer_unfit",
  "not_created",
  "not_activated",
  "not_undoable",
  "already_activated",
  "modifications_spent",
  "contact_burned",
  "handle_taken",
  "name_alike",
  "name_reserved",
  "changed_meanwhile",
  "wrong_login",
  "wrong_password",
  "password_needed",
  "wrong_code",
  "code_spent",
  "factor_owed",
  "factor_needed",
  "factor_demanded",
  "own_factor_first",
  "last_factor",
  "half_login_over",
  "wrong_factor",
  "code_reused",
  "setup_over",
  "passkey_refused",
  "passkey_present",
  "too_many_factors",
  "contact_taken",
  "contact_used",
  "contact_present",
  "phone_not_served",
  "country_not_served",
  "number_read",
  "country_needed",
  "look_alike",
  "still_open",
  "nothing_failed",
  "unavailable",
  "unresolved",
  "weak_password",
] as const

export type RefusalCode = (typeof refusals)[number]

interface Extra {
  /** The form field it belongs to. */
  field?: string
  /** Seconds until the same request may succeed. */
  retryAfter?: number
  /** What the field holds in place of what was typed, for another look before it is sent. */
  instead?: string
  /** What the message names: an id to open, a count left. */
  facts?: Record<string, string | number>
}

/** Something the product refuses on purpose. Anything else that is thrown is a bug and travels. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly extra: Extra

  constructor(code: RefusalCode, extra: Extra = {}) {
    super(code)
    this.name = "Refusal"
    this.code = code
    this.extra = extra
  }
}

/** Ends a verb with a refusal. */
export function refuse(code: RefusalCode, extra?: Extra): never {
  throw new Refusal(code, extra)
}
