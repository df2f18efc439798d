/** Every expected refusal of the product, with the HTTP status of a door that speaks HTTP. */
export const refusals = {
  not_logged_in: 401,
  login_expired: 401,
  forbidden: 403,
  not_found: 404,
  invalid_input: 400,
  wrong_account: 403,
  contact_not_proved: 403,
  link_invalid: 404,
  expired: 410,
  revoked: 410,
  already_answered: 409,
  already_member: 409,
  already_pending: 409,
  not_certified: 409,
  initializing: 409,
  other_seller: 409,
  owner_unproved: 409,
  unreachable: 409,
  features_underway: 409,
  features_present: 409,
  features_missing: 409,
  approvals_missing: 409,
  tags_not_allowed: 409,
  too_many_tags: 409,
  not_empty: 409,
  policy_malformed: 400,
  policy_name_taken: 409,
  policy_in_use: 409,
  policy_attached: 409,
  policy_not_attached: 409,
  policies_enabled: 409,
  policies_disabled: 409,
  too_many_policies: 409,
  too_many_keys: 409,
  initiator_not_entitled: 409,
  quota_reached: 409,
  rate_reached: 429,
  last_super_admin: 409,
  owner_cannot_leave: 409,
  not_a_member: 409,
  already_owner: 409,
  email_needed: 400,
  already_certified: 409,
  entity_taken: 409,
  code_unknown: 404,
  entity_fixed: 409,
  already_affiliated: 409,
  reviewer_unfit: 409,
  not_created: 409,
  not_activated: 409,
  already_activated: 409,
  modifications_spent: 409,
  contact_burned: 409,
  handle_taken: 409,
  changed_meanwhile: 409,
  wrong_login: 401,
  wrong_password: 400,
  password_needed: 401,
  wrong_code: 400,
  code_spent: 410,
  contact_taken: 409,
  contact_present: 409,
  phone_not_served: 400,
  still_open: 409,
  nothing_failed: 409,
  unavailable: 503,
  weak_password: 400,
} as const

export type RefusalCode = keyof typeof refusals

interface Extra {
  /** The form field it belongs to. */
  field?: string
  /** Seconds until the same request may succeed. */
  retryAfter?: number
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
