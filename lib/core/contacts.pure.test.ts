import { describe, expect, test } from "vitest"
import { parseContact, readContact, shownContact } from "@/lib/core/contacts"

const address = (typed: string, countries: string[] = []) => readContact(typed, countries).contact?.address ?? null
const why = (typed: string, countries: string[] = []) => {
  const read = readContact(typed, countries)
  return read.contact ? read.contact.address : read.why
}

describe("an e-mail address", () => {
  test.each([
    ["r&d@example.com", "r&d@example.com"],
    ["sales/eu@example.com", "sales/eu@example.com"],
    ["x#y@example.com", "x#y@example.com"],
    ["O'Neil+tag@Example.COM", "o'neil+tag@example.com"],
    ["a!b%c{d}|e~f`g^h*i=j?k$l@example.com", "a!b%c{d}|e~f`g^h*i=j?k$l@example.com"],
    ["joe@xn--bcher-kva.example", "joe@xn--bcher-kva.example"],
    ["joe@example.xn--p1ai", "joe@example.xn--p1ai"],
    ["joe@bücher.example", "joe@xn--bcher-kva.example"],
    ["joe@Bu\u0308cher.example", "joe@xn--bcher-kva.example"],
    ["joe@пример.рф", "joe@xn--e1afmkfd.xn--p1ai"],
    ["joe@例え.テスト", "joe@xn--r8jz45g.xn--zckzah"],
    ["joe@例え。テスト", "joe@xn--r8jz45g.xn--zckzah"],
    ["joe@中文.example", "joe@xn--fiq228c.example"],
    ["mailto:joe@example.com", "joe@example.com"],
    ["MAILTO:r%26d@example.com?subject=Hello", "r&d@example.com"],
    ["Joe <joe@example.com>", "joe@example.com"],
    ["<joe@example.com>", "joe@example.com"],
    ['"Doe, Joe" <joe@example.com>;', "joe@example.com"],
    ["Joe <mailto:joe@example.com>", "joe@example.com"],
    ["joe@example.com,", "joe@example.com"],
    ["ｊｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "joe@example.com"],
    ["\u00a0\u200bjo\u00ade@exam\u200dple.com\u202c", "joe@example.com"],
    ["mary\u2011ann@example.com", "mary-ann@example.com"],
  ])("%s is %s", (typed, canonical) => {
    expect(address(typed)).toBe(canonical)
    expect(parseContact(canonical)?.address).toBe(canonical)
  })

  test.each([
    "joe@exаmple.com",
    "jоe@example.com",
    "joé@example.com",
    "joe@аррӏе.com",
    "joe@ехаmple.com",
    "joe@ⓔxample.com",
    "joe@еxample.рф",
    "joe@gıthub.com",
  ])("%s is refused for its look", (typed) => {
    expect(why(typed)).toBe("look_alike")
  })

  test.each([
    ...["joe@example", "joe@", "@example.com", "joe@@example.com", "a@b@example.com", "joe smith@example.com"],
    ...["joe@example.com, ann@example.com", "Joe <joe@example.com>, Ann <ann@example.com>", '"a b"@example.com'],
    ...[".joe@example.com", "joe.@example.com", "jo..e@example.com", "joe@-example.com", "joe@example.123"],
    ...["joe@1.2.3.4", "joe@[1.2.3.4]", "joe@exa_mple.com", `${"x".repeat(65)}@example.com`, "joe\u202e@example.com"],
    ...[
      `joe@${"x".repeat(60)}.${"x".repeat(60)}.${"x".repeat(60)}.${"x".repeat(60)}.example.com`,
      "a\u0000@example.com",
    ],
  ])("%s is none", (typed) => {
    expect(why(typed)).toBe("invalid_input")
  })

  test.each([
    ["joe@xn--bcher-kva.example", "joe@bücher.example"],
    ["joe@xn--e1afmkfd.xn--p1ai", "joe@пример.рф"],
    ["joe@xn--80ak6aa92e.com", "joe@xn--80ak6aa92e.com"],
    ["joe@xn--pple-43d.com", "joe@xn--pple-43d.com"],
    ["joe@example.com", "joe@example.com"],
  ])("%s is shown as %s", (canonical, shown) => {
    expect(shownContact(canonical)).toBe(shown)
  })
})

describe("a number", () => {
  test.each([
    ["+44 (0)7700 900123", "+447700900123"],
    ["+44 (0)7400 123456", "+447400123456"],
    ["tel:+44-7400-123456", "+447400123456"],
    ["tel:+44%207400%20123456", "+447400123456"],
    ["sms:+447400123456", "+447400123456"],
    ["(+44) 7400 123456", "+447400123456"],
    ["0044 7400 123456", "+447400123456"],
    ["＋４４ ７４００　１２３４５６", "+447400123456"],
    ["+٤٤ ٧٤٠٠ ١٢٣٤٥٦", "+447400123456"],
    ["\u202a+44\u00a07400\u2011123\u00ad456\u202c", "+447400123456"],
    ["🇬🇧 +44 7400 123456", "+447400123456"],
    ["0086-138-0013-8000", "+8613800138000"],
    ["+1 (510) 555-0132", "+15105550132"],
    ["+49 (0)151 23456789", "+4915123456789"],
    ["+39 312 345 6789", "+393123456789"],
  ])("%s is %s", (typed, canonical) => {
    expect(readContact(typed)).toMatchObject({ contact: { channel: "sms", address: canonical } })
    expect(readContact(typed)).not.toHaveProperty("assumed", expect.anything())
    expect(parseContact(canonical)?.address).toBe(canonical)
  })

  test.each([
    ["+54 9 11 2345 6789", "+5491123456789"],
    ["+54 11 15 2345 6789", "+5491123456789"],
    ["+54 11 2345 6789", "+5491123456789"],
    ["+52 1 55 1234 5678", "+525512345678"],
    ["+52 55 1234 5678", "+525512345678"],
    ["+52 044 55 1234 5678", "+525512345678"],
  ])("%s, in one of its spellings, is %s", (typed, canonical) => {
    expect(address(typed)).toBe(canonical)
  })

  test.each([
    ["07700 900123", "GB", "+447700900123"],
    ["1 (510) 555-0132", "US", "+15105550132"],
    ["(510) 555-0132", "CA", "+15105550132"],
    ["138 0013 8000", "CN", "+8613800138000"],
    ["011 15-2345-6789", "AR", "+5491123456789"],
    ["044 55 1234 5678", "MX", "+525512345678"],
    ["8 (912) 345-67-89", "RU", "+79123456789"],
    ["090ー1234ー5678", "JP", "+819012345678"],
  ])("%s in %s is %s, and says that it was taken for one", (typed, country, canonical) => {
    const read = readContact(typed, ["XX", country])
    expect(read.contact?.address).toBe(canonical)
    expect(read).toHaveProperty("assumed", expect.stringMatching(/^[A-Z]{2}$/))
  })

  test.each([
    ["1 (510) 555-0132", ["CN"]],
    ["1-510-555-0132", ["CN", "GB"]],
    ["(510) 555-0132", ["CN"]],
    ["15105550132", []],
    ["07700 900123", []],
    ["138 0013 8000", ["US"]],
    ["010-8888 8888", []],
  ])("%s in %j needs its country", (typed, countries) => {
    expect(why(typed, countries)).toBe("country_needed")
  })

  test("the organization's country comes before the reader's", () => {
    expect(readContact("07400 123456", ["GB", "CN"])).toMatchObject({ assumed: "GB" })
    expect(readContact("15105550132", ["CN", "US"])).toMatchObject({ assumed: "CN" })
    expect(readContact("15105550132", ["US", "CN"])).toMatchObject({ assumed: "US" })
  })

  test.each([
    ...["", "12345", "+86 12", "call 13800138000", "13800138000x", "+8613800138000 ext 5", "+86 10 8888 8888"],
    ...["tel:+44-7400-123456;ext=5", "+44", "++447400123456", "+44 7400 123456, +44 7400 123457", "tel:%zz"],
  ])("%j is none", (typed) => {
    expect(why(typed)).toBe("invalid_input")
  })

  test.each([
    ["+8613800138000", "🇨🇳 +86 138 0013 8000"],
    ["+447700900123", "🇬🇧 +44 7700 900123"],
    ["+15105550132", "🇺🇸 +1 510 555 0132"],
    ["+5491123456789", "🇦🇷 +54 9 11 2345 6789"],
    ["123456789012", "123456789012"],
  ])("%s is shown as %s, which is read again", (canonical, shown) => {
    expect(shownContact(canonical)).toBe(shown)
    if (canonical.startsWith("+")) expect(address(shown)).toBe(canonical)
  })
})
