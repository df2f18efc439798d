/** What an account can log in with beside its password: an authenticator app, or a passkey. */
export const factorKinds = ["totp", "passkey"] as const
export type FactorKind = (typeof factorKinds)[number]

/** With what somebody has shown who they are. */
export const loginMethods = ["password", ...factorKinds, "recovery-code"] as const
export type LoginMethod = (typeof loginMethods)[number]

/** What the answer of a passkey is for. */
export const challengePurposes = ["add", "log-in", "second-step", "confirm"] as const
export type ChallengePurpose = (typeof challengePurposes)[number]
