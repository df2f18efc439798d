import { type Move, moves } from "@/lib/shared/states"

/** The actions on a handshake of any kind. */
export const handshakeMoves = ["propose", "resend", ...(Object.keys(moves) as Move[])] as const
type HandshakeMove = (typeof handshakeMoves)[number]
type HandshakeAction = `${string}.${HandshakeMove}`

/** The actions in the audit of an organization beside the moves of its handshakes. */
const organizationActions = [
  "organization.found",
  "organization.edit",
  "organization.close",
  "organization.set",
  "organization.demand-factor",
  "member.change-role",
  "member.remove",
  "member.undo-removal",
  "member.leave",
  "invitation.retry",
  "invitation.want-new-link",
  "invitation.opt-out",
  "invitation.opt-in",
  "certification.share",
  "invitation-code.reset",
  "account.create",
  "tag.attach",
  "tag.detach",
  "policy.enable",
  "policy.disable",
  "policy.create",
  "policy.update",
  "policy.delete",
  "policy.attach",
  "policy.detach",
  "handshake.move",
  "key.create",
  "key.disable",
  "key.enable",
  "key.delete",
] as const

/** The actions that concern no organization. */
export const platformActions = [
  "account.register",
  "account.provide",
  "account.unlock",
  "account.prove-contact",
  "account.replace-contact",
  "account.end-login",
  "account.disown",
  "account.rename",
  "account.log-in",
  "account.log-out",
  "account.log-out-everywhere",
  "account.reset-password",
  "account.change-password",
  "contact.free",
  "account.confirm",
  "account.add-factor",
  "account.rename-factor",
  "account.remove-factor",
  "account.make-recovery-codes",
  "account.ask-factor-reset",
  "account.reset-factors",
  "operator.appoint",
  "operator.dismiss",
  "secret.rotate",
  "secret.replace",
  "backup.restore",
  "person.export",
  "person.erase",
] as const

type OwnAction = (typeof organizationActions | typeof platformActions)[number]
export type AuditAction = OwnAction | HandshakeAction

/** The actions of commands alone, which are run without a login. */
export const commandActions: readonly AuditAction[] = [
  "organization.set",
  "handshake.move",
  "account.provide",
  "account.unlock",
  "account.ask-factor-reset",
  "account.reset-factors",
  "contact.free",
  "operator.appoint",
  "operator.dismiss",
  "secret.rotate",
  "secret.replace",
  "backup.restore",
  "person.export",
  "person.erase",
]

/** Every action in the audit of an organization, those of one noun together, for these kinds of handshakes. */
export function auditActions(kinds: readonly string[]): AuditAction[] {
  const ofHandshakes = kinds.flatMap((kind) => handshakeMoves.map((move) => `${kind}.${move}` as const))
  const nouns = new Set([...organizationActions, ...ofHandshakes].map(nounOf))
  return [...nouns].flatMap((noun) =>
    [...ofHandshakes, ...organizationActions].filter((action) => nounOf(action) === noun),
  )
}

function nounOf(action: string): string {
  return action.slice(0, action.indexOf("."))
}
