import { z } from "zod"

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Each is overridable: invitesPerInviter by LIMIT_INVITES_PER_INVITER="30/10m". */
const defaultLimits = {
  invitesPerInviter: "500/10m",
  invitesPerOrganization: "20/24h",
  invitesPerRecipientHere: "5/24h",
  messagesPerRecipient: "40/24h",
  linksPerSender: "30/10m",
  requestsPerApplicant: "10/24h",
  loginsPerAccountAndIp: "10/15m",
  loginsPerAccount: "100/24h",
  guessedLoginsPerIp: "3/24h",
  guessedLogins: "400/24h",
  loginsPerBrowser: "10/15m",
  passwordsPerAccount: "10/15m",
  loginsPerIp: "50/15m",
  newPasswords: "60/10m",
  secondStepsPerBrowser: "10/15m",
  secondStepsPerIp: "10/15m",
  secondSteps: "30/24h",
  wrongSecondSteps: "4/24h",
  secondStepWarnings: "1/24h",
  confirmationsPerAccount: "10/15m",
  passkeysAskedPerIp: "60/10m",
  factorsPerAccount: "30/24h",
  codesPerContact: "5/1h",
  codesPerContactHere: "10/24h",
  codeAgain: "1/1m",
  codesPerAccount: "10/1h",
  textsPerIp: "30/24h",
  textsPerOrganization: "500/24h",
  textsAltogether: "2000/24h",
  textsToAccounts: "1000/24h",
  codesPerIp: "30/1h",
  codeRequestsPerIp: "300/1h",
  codeTriesPerContact: "50/24h",
  codeTriesPerIp: "60/1h",
  organizationsPerAccount: "5/24h",
  namesPerAccount: "20/24h",
  newLinkWanted: "1/24h",
  optOutsPerContact: "10/24h",
  invitationCodesPerAccount: "10/1h",
  invitationCodesPerIp: "30/1h",
  bindingsPerAccount: "60/1h",
  linksPerIp: "300/10m",
  refusedAttempts: "60/1h",
  refusedLoginsHere: "1/1h",
  refusedLogins: "24/24h",
  auditVerifications: "10/10m",
  requestsPerKey: "1200/1m",
  featureRequests: "5/24h",
  unknownAccounts: "30/1h",
  accessKeysPerAccount: "30/24h",
  noticesPerAccount: "10/24h",
}

export type LimitName = keyof typeof defaultLimits
export interface Limit {
  count: number
  seconds: number
}

const limit = z
  .string()
  .regex(/^\d{1,7}\/[1-9]\d{0,4}[smhd]$/, 'must look like "30/10m": a count, then a span in s, m, h or d')
  .transform((text): Limit => {
    const [, count, span, unit] = /^(\d+)\/(\d+)([smhd])$/.exec(text) ?? []
    return { count: Number(count), seconds: Number(span) * UNITS[unit as keyof typeof UNITS] }
  })

export const limitNames = Object.keys(defaultLimits) as LimitName[]
export const limitVariable = (name: LimitName) => `LIMIT_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`
export const limitVariables = Object.fromEntries(
  limitNames.map((name) => [limitVariable(name), limit.prefault(defaultLimits[name])]),
)
