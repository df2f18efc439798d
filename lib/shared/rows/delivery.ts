/** What a provider tells of a letter after it was sent: each overrules those before it, however late these come. */
export const fates = ["delayed", "delivered", "failed", "bounced", "complained"] as const
export type Fate = (typeof fates)[number]

/** How the latest letter of a handshake fares. */
export const deliveries = ["queued", "sent", ...fates] as const
export type Delivery = (typeof deliveries)[number]

/** What went wrong with a letter, or is late. */
export const troubles = ["delayed", "failed", "bounced", "complained"] as const satisfies readonly Delivery[]
export type Trouble = (typeof troubles)[number]

/** It is not sent again to the same address: letters come back, or are not wanted. */
export function isUndeliverable(delivery: Delivery | null): boolean {
  return delivery === "bounced" || delivery === "complained"
}

/** It went, and nothing bad is known of it. */
export function hasGone(delivery: Delivery): boolean {
  return delivery === "sent" || delivery === "delivered"
}
