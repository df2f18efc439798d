import { countryOfNumber } from "@/lib/core/contacts/phone"
import { type Settings, settings } from "@/lib/settings"

/**
 * Whether text messages go to the country of a number: one that the settings name, or, where they name none, that of
 * the number which sends them. Those of a demo cost nothing and go everywhere.
 */
export function isServed(
  address: string,
  { sms, smsCountries }: Pick<Settings, "sms" | "smsCountries"> = settings(),
): boolean {
  const home = sms?.kind === "twilio" ? [countryOfNumber(sms.from)] : null
  const served = smsCountries === undefined ? home : smsCountries
  const country = countryOfNumber(address)
  return served === null || (country !== undefined && served.includes(country))
}
