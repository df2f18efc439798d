import { expect, test } from "vitest"
import { countryAndNumber, flagged, inOneSpelling, withoutFlag } from "@/lib/shared/typed/numbers"

test("a number behind its flag is read back as its country and itself", () => {
  expect(flagged("GB", "+44 7700 900123")).toBe("🇬🇧 +44 7700 900123")
  expect(countryAndNumber("🇬🇧 +44 7700 900123")).toEqual({ country: "GB", number: "+44 7700 900123" })
  expect(withoutFlag("🇬🇧 +44 7700 900123")).toBe("+44 7700 900123")
})

test.each(["+44 7700 900123", "joe@example.com", "123456789012", "🇬🇧", ""])(
  "%j has no flag before a number",
  (text) => {
    expect(countryAndNumber(text)).toBeNull()
  },
)

test.each([
  ["+541123456789", "+5491123456789"],
  ["541123456789", "5491123456789"],
  ["+5491123456789", "+5491123456789"],
  ["+5215512345678", "+525512345678"],
  ["520445512345678", "525512345678"],
  ["+525512345678", "+525512345678"],
  ["+8613800138000", "+8613800138000"],
])("%s is kept as %s", (typed, kept) => {
  expect(inOneSpelling(typed)).toBe(kept)
})
