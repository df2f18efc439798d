import { expect, test } from "vitest"
import { lines, oneLine } from "@/lib/letters/templates/words"

test.each([
  ["Persian", "می\u200cخواهم"],
  ["Sinhala", "ශ්\u200dරී"],
  ["Hindi", "क्\u200dष"],
  ["an emoji", "👩\u200d💻"],
])("a letter keeps the joiners of %s", (_, text) => {
  expect(oneLine(text)).toBe(text)
  expect(lines(`${text}\r\n${text}`)).toEqual([text, text])
})

test("a letter has nothing that hides or turns around", () => {
  expect(oneLine("Ac\u00adme\u200b\u200f\u202eftd\u2069 Ltd\r\nBcc: x")).toBe("Acme ftd Ltd Bcc: x")
})
