import type { Contact } from "@/lib/core/contacts"
import { ofRecipient, type RateLimitHit } from "@/lib/core/limits"
import type { HandshakeContext } from "@/lib/handshake/context"
import { settings } from "@/lib/settings"

/** What a letter is counted as: an invitation, another link to an address, or a request that somebody looks at. */
export type LetterLimits = keyof typeof rules

type Recipient = Contact | "operators"

const rules = {
  invitation: (sender: string, { id, dailyLimit, quota }: HandshakeContext["organization"], to: Recipient) => [
    ["invitesPerInviter", sender],
    ["invitesPerOrganization", id, dailyLimit ?? Math.max(settings().limits.invitesPerOrganization.count, quota)],
    ...ofMessage(id, to),
  ],
  link: (sender, { id }, to) => [["linksPerSender", sender], ...ofMessage(id, to)],
  request: (sender) => [["requestsPerApplicant", sender]],
  nothing: () => [],
} satisfies Record<
  string,
  (sender: string, organization: HandshakeContext["organization"], to: Recipient) => RateLimitHit[]
>

/** The limits under which a letter is sent, with whom they count. */
export function letterLimits(
  limits: LetterLimits,
  { organization, initiator }: HandshakeContext,
  to: Recipient,
): RateLimitHit[] {
  return rules[limits](initiator.accountId, organization, to)
}

/** The limits of whom a letter goes to, which hold without a sender too. */
export function recipientLimits({ id }: Pick<HandshakeContext["organization"], "id">, to: Recipient) {
  return ofMessage(id, to)
}

function ofMessage(organizationId: string, to: Recipient): RateLimitHit[] {
  if (to === "operators") return []
  return [
    ["invitesPerRecipientHere", `${organizationId}:${to.address}`],
    ofRecipient(to.address, "invitation"),
    ...ofChannel(organizationId, to),
  ]
}

/** What a text message counts for, because it costs money; nothing else does. */
export function ofChannel(organizationId: string, { channel }: Contact): RateLimitHit[] {
  if (channel === "email") return []
  return [
    ["textsPerOrganization", organizationId],
    ["textsAltogether", "all"],
  ]
}
