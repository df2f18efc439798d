/** What a handshake can be about that is neither a contact nor an account; an organization has one of each. */
export const subjects = ["owner", "entity", "features"] as const
export type Subject = (typeof subjects)[number]
