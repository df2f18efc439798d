import { isOutage } from "@/db/driver/failure"
import { SignatureRefused } from "@/lib/aws/signature"
import { Refusal, type RefusalCode } from "@/lib/shared/refusals"

/** An error of the API: a name, a sentence, and for some names one of a few reasons. */
export class ApiError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly reason?: string,
  ) {
    super(message)
  }
}

/** The error that is no fault of the client's. */
export const SERVICE_ERROR = "ServiceException"
/** The advice of the protocol when a limit is exceeded or the organization is still initializing. */
const WAIT = "Wait one hour and try again; if the error persists, contact support."

type ErrorText = [name: string, message: string, reason?: string]

const DENIED: ErrorText = ["AccessDeniedException", "You do not have permission to do this."]
const IN_ORGANIZATION = "ALREADY_IN_AN_ORGANIZATION"
const constraint = (reason: string, message: string): ErrorText => [
  "HandshakeConstraintViolationException",
  message,
  reason,
]

/** The errors of the refusals. */
const apiErrors: Partial<Record<RefusalCode, ErrorText>> = {
  forbidden: DENIED,
  // Whoever may ask belongs to the organization: by now they do not any more, or it is deleted.
  not_found: ["AWSOrganizationsNotInUseException", "The account no longer belongs to this organization."],
  wrong_account: [
    "AccessDeniedException",
    "Only the recipient can respond to this handshake, and only the sender can cancel it.",
  ],
  contact_not_verified: ["AccessDeniedException", "Only an account with the invited address verified can respond."],
  initiator_not_entitled: [
    "AccessDeniedException",
    "The account that sent this no longer has permission. The owner must send it again.",
  ],
  not_certified: [
    "FinalizingOrganizationException",
    "The organization is still initializing and cannot invite accounts until it is certified. The owner must submit its information in the console, under Enterprise Information, for the platform operator to confirm.",
  ],
  initializing: ["FinalizingOrganizationException", `The organization is still initializing. ${WAIT}`],
  owner_not_verified: [
    "AccountOwnerNotVerifiedException",
    "The management account has no verified email address. Verify one before you invite accounts.",
  ],
  already_pending: ["DuplicateHandshakeException", "A handshake with the same party is already open."],
  already_member: constraint(IN_ORGANIZATION, "The account is already a member of the organization."),
  already_affiliated: constraint(IN_ORGANIZATION, "The account already belongs to an organization."),
  other_seller: constraint(
    "ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD",
    "The account was sold by a different seller than the management account.",
  ),
  quota_reached: constraint(
    "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
    `You have exceeded the allowed number of accounts, including pending invitations. Remove an account, cancel an invitation, or request a larger quota. ${WAIT}`,
  ),
  features_underway: constraint(
    "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
    "Accounts cannot be invited while the organization is enabling all features.",
  ),
  features_present: constraint("ORGANIZATION_ALREADY_HAS_ALL_FEATURES", "The organization already has all features."),
  unreachable: constraint(
    "TARGET_ACCOUNT_VALIDATION_FAILURE",
    "The account has no verified email address or phone number, so it cannot be notified.",
  ),
  undeliverable: constraint(
    "TARGET_ACCOUNT_VALIDATION_FAILURE",
    "Messages to this recipient come back or were marked as spam, so this cannot be sent again.",
  ),
  opted_out: constraint(
    "TARGET_ACCOUNT_VALIDATION_FAILURE",
    "The recipient wants no more invitations from this organization. Only the recipient can change that.",
  ),
  factor_demanded: [
    "ConstraintViolationException",
    "The role requires two-step login. Set it up for the account in the console first.",
  ],
  entity_fixed: constraint(
    "TARGET_ACCOUNT_VALIDATION_FAILURE",
    "An account verified as a sole proprietorship or an individual cannot join.",
  ),
  features_missing: [
    "PolicyTypeNotAvailableForOrganizationException",
    "Tag policies require an organization with all features enabled.",
  ],
  approvals_missing: ["InvalidHandshakeTransitionException", "Some invited accounts have not approved it yet."],
  tags_not_allowed: ["ConstraintViolationException", "A tag policy does not allow these tags.", "TAG_POLICY_VIOLATION"],
  too_many_tags: ["ConstraintViolationException", "An account can have at most 50 tags.", "MAX_TAG_LIMIT_EXCEEDED"],
  too_many_policies: ["ConstraintViolationException", "The policy limit is reached.", "POLICY_NUMBER_LIMIT_EXCEEDED"],
  policy_malformed: ["MalformedPolicyDocumentException", "The policy document is not valid."],
  policy_name_taken: ["DuplicatePolicyException", "A policy with this name already exists."],
  policy_in_use: ["PolicyInUseException", "The policy is still attached. Detach it first."],
  policy_attached: ["DuplicatePolicyAttachmentException", "The policy is already attached to this target."],
  policy_not_attached: ["PolicyNotAttachedException", "The policy is not attached to this target."],
  policies_enabled: ["PolicyTypeAlreadyEnabledException", "The policy type is already enabled."],
  policies_disabled: ["PolicyTypeNotEnabledException", "The policy type is not enabled at the root."],
  not_empty: ["OrganizationNotEmptyException", "The organization still has members. Remove them first."],
  last_super_admin: ["MasterCannotLeaveOrganizationException", "The management account cannot leave."],
  owner_cannot_leave: ["MasterCannotLeaveOrganizationException", "The management account cannot leave."],
  not_activated: [
    "ConstraintViolationException",
    "The account was created here and has not been activated yet.",
    "ACCOUNT_CANNOT_LEAVE_ORGANIZATION",
  ],
  invalid_input: ["InvalidInputException", "The input is not valid.", "INVALID_PATTERN"],
  unavailable: [SERVICE_ERROR, "The service is temporarily unavailable. Try again."],
}

const underway = constraint(
  "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
  "The organization is already enabling all features.",
)

/** The errors of `not_found`, by what was not found. */
const missing: Record<string, ErrorText> = {
  handshake: ["HandshakeNotFoundException", "There is no handshake with this id."],
  account: ["AccountNotFoundException", "There is no account with this id in the organization."],
  policy: ["PolicyNotFoundException", "There is no policy with this id."],
  target: ["TargetNotFoundException", "There is no root, account or policy with this id in the organization."],
  root: ["RootNotFoundException", "There is no root with this id."],
  invited: ["InvalidInputException", "There is no account with this id.", "INVALID_PATTERN_TARGET_ID"],
  parent: ["ParentNotFoundException", "There is no root with this id, and there are no organizational units."],
  child: ["ChildNotFoundException", "There is no account with this id in the organization."],
  "effective-policy": ["EffectivePolicyNotFoundException", "No policy of this type applies to this account."],
}

/** The API error of any error; null for a bug, which belongs in the log. (R39-R42, R52, R54) */
export function apiErrorOf(error: unknown): ApiError | null {
  if (error instanceof ApiError) return error
  if (error instanceof SignatureRefused) return new ApiError(error.code, error.message)
  if (isOutage(error)) return refused("unavailable")
  if (!(error instanceof Refusal)) return null
  const { rule, what, why, key, kind } = error.extra.facts ?? {}
  if (error.code === "already_pending" && kind === "all-features") return toApiError(underway)
  if (error.code === "rate_reached") return exceeded(String(rule), error.extra.retryAfter)
  const absent = error.code === "not_found" ? missing[String(what)] : undefined
  if (absent) return toApiError(absent)
  return refused(error.code, why ?? key)
}

/** A limit on sent letters has its own reason, which clients do not retry; the others ask to slow down. */
function exceeded(rule: string, wait = 1): ApiError {
  const message = Object.hasOwn(sending, rule) && sending[rule]
  return message
    ? toApiError(constraint("HANDSHAKE_RATE_LIMIT_EXCEEDED", `${message} The limit resets in ${wait} s or sooner.`))
    : new ApiError("TooManyRequestsException", `Too many requests. Try again in ${wait} s.`)
}

const sending: Record<string, string> = {
  // An invitation that is accepted meanwhile makes room for another.
  invitesPerOrganization: `The organization has sent all the invitations it can in 24 hours. ${WAIT}`,
  invitesPerInviter: "This account has sent too many invitations in a short time.",
  invitesPerRecipientHere: "This recipient has received the maximum number of invitations for one day.",
  messagesPerRecipient: "This recipient has received the maximum number of messages for one day.",
  textsPerOrganization: "The organization has sent all the text messages it can in 24 hours.",
  textsAltogether: "No more text messages can be sent today.",
}

function refused(code: RefusalCode, more?: string | number): ApiError {
  return toApiError(apiErrors[code] ?? DENIED, more)
}

function toApiError([name, message, reason]: ErrorText, more?: string | number): ApiError {
  return new ApiError(name, more === undefined ? message : `${message} (${more})`, reason)
}
