import type { Contact } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import type { RateLimitHit } from "@/lib/core/limits"
import type { HandshakeContext } from "@/lib/handshake/context"
import { settings } from "@/lib/settings"

/** What a letter is counted as: an invitation, another link to an address, or a request that somebody looks at. */
export type LetterLimits = keyof typeof rules

const rules = {
  invitation: (sender: string, { id, dailyLimit, quota }: HandshakeContext["organization"], to: string) => [
    ["invitesPerInviter", sender],
    ["invitesPerOrganization", id, dailyLimit ?? Math.max(settings().limits.invitesPerOrganization.count, quota)],
    ...ofRecipient(id, to),
  ],
  link: (sender, { id }, to) => [["linksPerSender", sender], ...ofRecipient(id, to)],
  request: (sender) => [["requestsPerApplicant", sender]],
  nothing: () => [],
} satisfies Record<
  string,
  (sender: string, organization: HandshakeContext["organization"], to: string) => RateLimitHit[]
>

/** The limits under which a letter is sent, with whom they count. */
export function letterLimits(
  { actor }: LoggedIn,
  {
    limits,
    organization,
    to,
  }: { limits: LetterLimits; organization: HandshakeContext["organization"]; to: Contact | "operators" },
): RateLimitHit[] {
  return rules[limits](actor.accountId, organization, to === "operators" ? to : to.address)
}

/** The limits of whom a letter goes to, which hold without a sender too. */
export function recipientLimits({ id }: Pick<HandshakeContext["organization"], "id">, to: Contact | "operators") {
  return to === "operators" ? [] : ofRecipient(id, to.address)
}

function ofRecipient(organizationId: string, to: string): RateLimitHit[] {
  return [
    ["invitesPerRecipientHere", `${organizationId}:${to}`],
    ["invitesPerRecipient", to],
  ]
}
