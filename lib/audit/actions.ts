/** What happens to handshakes of every kind. */
const moves = ["propose", "resend", "accept", "decline", "cancel"] as const

/** What the audit of an organization tells of, in the order in which it is offered for choice. */
export const organizationActions = [
  "organization.found",
  "organization.edit",
  "organization.close",
  "organization.set",
  "member.change-role",
  "member.remove",
  "member.leave",
  ...of("invitation"),
  "invitation.retry",
  "invitation.want-new-link",
  ...of("ownership-transfer"),
  ...of("certification"),
  "certification.share",
  "invitation-code.reset",
  ...of("join-request"),
  "account.create",
  ...of("security-binding"),
  "tag.attach",
  "tag.detach",
  "policy.enable",
  "policy.disable",
  "policy.create",
  "policy.update",
  "policy.delete",
  "policy.attach",
  "policy.detach",
  ...of("all-features"),
  ...of("feature-approval"),
  "handshake.move",
  "key.create",
  "key.disable",
  "key.enable",
  "key.delete",
] as const

/** What concerns no organization. */
export const platformActions = [
  "account.register",
  "account.provide",
  "account.prove-contact",
  "account.log-in",
  "account.log-out",
  "account.log-out-everywhere",
  "account.reset-password",
  "account.change-password",
  "operator.appoint",
  "operator.dismiss",
] as const

/** What only commands do, which are run by whoever operates the platform: nobody is logged in. */
export const commandActions = [
  "organization.set",
  "handshake.move",
  "account.provide",
  "operator.appoint",
  "operator.dismiss",
] as const satisfies AuditAction[]

export type AuditAction = (typeof organizationActions | typeof platformActions)[number]

function of<K extends string>(kind: K) {
  return moves.map((move) => `${kind}.${move}` as const)
}
