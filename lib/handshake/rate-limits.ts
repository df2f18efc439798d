import type { LoggedIn } from "@/lib/core/context"
import type { Counted } from "@/lib/core/limits"
import type { Scene } from "@/lib/handshake/context"
import type { Written } from "@/lib/handshake/kind"

/** What a letter is counted as: an invitation, another link to an address, or a request that somebody looks at. */
export type Counting = keyof typeof rules

const rules = {
  invitation: (sender: string, { id, dailyLimit }: Scene["organization"], to: string) => [
    ["invitesPerInviter", sender],
    ["invitesPerOrganization", id, dailyLimit ?? undefined],
    ["invitesPerRecipientHere", `${id}:${to}`],
    ["invitesPerRecipient", to],
  ],
  link: (sender, { id }, to) => [
    ["linksPerSender", sender],
    ["invitesPerRecipientHere", `${id}:${to}`],
    ["invitesPerRecipient", to],
  ],
  request: (sender) => [["requestsPerApplicant", sender]],
  nothing: () => [],
} satisfies Record<string, (sender: string, organization: Scene["organization"], to: string) => Counted[]>

/** The limits under which a letter is sent, with whom they count. */
export function counted({ actor }: LoggedIn, counts: Counting, { organization }: Scene, { to }: Written): Counted[] {
  return rules[counts](actor.accountId, organization, to === "operators" ? to : to.address)
}
