import { settings } from "@/lib/settings"

/** For how long what it says may be kept; it is written anew at each request. */
const GOOD_FOR_MS = 90 * 86_400_000

/** Where to report a weakness of this site, as the settings say; null where they say nothing. */
export function securityText(
  { securityContacts, securityPolicy, origin } = settings(),
  now: number = Date.now(),
): string | null {
  if (securityContacts.length === 0) return null
  const expires = new Date(now + GOOD_FOR_MS)
  expires.setUTCHours(0, 0, 0, 0)
  return [
    ...securityContacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${expires.toISOString().replace(".000", "")}`,
    "Preferred-Languages: en, zh",
    `Canonical: ${origin}/.well-known/security.txt`,
    ...(securityPolicy ? [`Policy: ${securityPolicy}`] : []),
    "",
  ].join("\n")
}
