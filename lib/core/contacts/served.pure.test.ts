import { expect, test } from "vitest"
import { isServed } from "@/lib/core/contacts/served"

const CHINA = "+8613800138000"
const BRITAIN = "+447400123456"
const JERSEY = "+447797712345"
const IVORY_COAST = "+2250707123456"
/** Of a network that belongs to no country. */
const SATELLITE = "+881612345678"

const twilio = (from: string) => ({ kind: "twilio" as const, accountSid: "AC1", authToken: "t", from })

test("text messages go to the country of the number that sends them, and to no other", () => {
  const sent = (address: string) => isServed(address, { sms: twilio("+447400000001"), smsCountries: undefined })
  expect([BRITAIN, JERSEY, CHINA, IVORY_COAST, SATELLITE].map(sent)).toEqual([true, false, false, false, false])
})

test("text messages go to the countries that the settings name, whatever number sends them", () => {
  const sent = (address: string) => isServed(address, { sms: twilio("MG1"), smsCountries: ["CN", "JE"] })
  expect([CHINA, JERSEY, BRITAIN, SATELLITE].map(sent)).toEqual([true, true, false, false])
})

test("text messages go everywhere where the settings say so, and in the demo, where they cost nothing", () => {
  for (const address of [CHINA, IVORY_COAST, SATELLITE]) {
    expect(isServed(address, { sms: twilio("+447400000001"), smsCountries: null })).toBe(true)
    expect(isServed(address, { sms: { kind: "mailbox" }, smsCountries: undefined })).toBe(true)
  }
  expect(isServed(CHINA, { sms: { kind: "mailbox" }, smsCountries: ["SG"] })).toBe(false)
})
