import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { forms, legalName, licenceNumber, noteText } from "@/lib/shared/forms"
import { lengthOf, NAME_MAX, NOTE_MAX } from "@/lib/shared/lengths"
import { TURNED } from "@/lib/shared/typed/schemas"
import { looksLike, typedCode, typedContact, typedLine, typedSearch, typedText } from "@/lib/shared/typed/text"

const name = forms.createOrganization.shape.name

test.each([
  ["two blanks", "Acme  Ltd", "Acme Ltd"],
  ["a wide blank", "Acme\u3000Ltd", "Acme Ltd"],
  ["a blank that keeps its line", "Acme\u00a0Ltd", "Acme Ltd"],
  ["a tab from a spreadsheet", "Acme\tLtd", "Acme Ltd"],
  ["an accent of its own", "Cafe\u0301", "Café"],
  ["a soft hyphen", "Ac\u00adme", "Acme"],
  ["blanks of no width", "\ufeffAc\u200bme\u2060", "Acme"],
  ["fillers of Hangul", "\u3164Ac\u115f\u1160me\uffa0", "Acme"],
  ["marks of direction", "\u200eAcme\u200f", "Acme"],
  ["a joiner between Latin letters", "Ac\u200dme", "Acme"],
  ["Persian with its half blank", "می\u200cخواهم", "می\u200cخواهم"],
  ["Sinhala with its joiner", "ශ්\u200dරී", "ශ්\u200dරී"],
  ["Hindi with its joiner", "क्\u200dष", "क्\u200dष"],
  ["an emoji of two", "👩\u200d💻", "👩\u200d💻"],
  ["an emoji with a colour of skin", "👩🏽\u200d💻", "👩🏽\u200d💻"],
  ["the flag of Wales", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"],
])("a name with %s is what is seen", (_, typed, seen) => {
  expect(name.parse(typed)).toBe(seen)
})

test.each(["Acme\u202eftd", "\u202aAcme", "\u2067Acme\u2069"])("a name that turns around says so: %j", (typed) => {
  for (const schema of [name, legalName, noteText]) {
    expect(schema.safeParse(typed).error?.issues[0]?.message).toBe(TURNED)
  }
})

test.each([
  ["Acme  Ltd", "Acme Ltd"],
  ["Acme\u3000Ltd", "Acme Ltd"],
  ["Cafe\u0301", "Café"],
  ["O’Neil – “Sons”", 'O\'Neil - "Sons"'],
  ["می\u200cخواهم", "میخواهم"],
])("%j and %j look alike", (one, other) => {
  expect(looksLike(one, other)).toBe(true)
})

test("letters of another case or accent do not look alike", () => {
  expect(looksLike("Acme", "acme")).toBe(false)
  expect(looksLike("Cafe", "Café")).toBe(false)
})

test.each([
  ["＋８６ １３８ ００１３ ８０００", "+86 138 0013 8000"],
  ["ｊｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "joe@example.com"],
  ["\u202a+44 7700 900123\u202c", "+44 7700 900123"],
  ["\u2068+44\u00a07700\u00a0900123\u2069", "+44 7700 900123"],
  ["+44\u20117700\u2011900123", "+44-7700-900123"],
  ["jo\u00ade\u200b@exam\u200dple.com\u3000", "joe@example.com"],
  ["🇬🇧 +44 7700 900123", "+44 7700 900123"],
])("a contact %j is %j", (typed, seen) => {
  expect(typedContact(typed)).toBe(seen)
})

test.each([
  ["１２３ ４５６", "123456"],
  ["123\u00a0456", "123456"],
  ["\u202a123\u2011456\u202c", "123456"],
  ["١٢٣٤٥٦", "123456"],
  ["۱۲۳۴۵۶", "123456"],
  ["१२३४५६", "123456"],
  ["1\u00ad2\u200b3456", "123456"],
])("the code %j is %j", (typed, code) => {
  const id = "00000000-0000-7000-8000-000000000000"
  expect(forms.code.parse({ verificationId: id, code: typed }).code).toBe(code)
})

test("an invitation code, a licence and an Organization ID are read in full width too", () => {
  expect(typedCode("ＡＢＣＤ－１２３４")).toBe("ABCD-1234")
  expect(licenceNumber.parse("９１１１ \u200b００００\u00a0ｍａ０１２")).toBe("91110000MA012")
  expect(forms.updateProfile.shape.handle.parse(" Ａｃｍｅ\u2011１ ")).toBe("acme-1")
})

test("a search is read as it is seen", () => {
  expect(typedSearch("\u200e１３８\u3000１２３４\u00ad ")).toBe("138 1234")
  expect(typedSearch("ｊｏｅ＠")).toBe("joe@")
})

test("browser and server count characters, of which a line's end is one", () => {
  const lines = `${"x\r\n".repeat(20)}${"y".repeat(NOTE_MAX - 40)}`
  expect(lengthOf(lines)).toBe(NOTE_MAX)
  expect(noteText.parse(lines)).toHaveLength(NOTE_MAX)
  expect(noteText.safeParse(`${lines}y`).error?.issues[0]).toMatchObject({ code: "too_big", maximum: NOTE_MAX })
  expect(lengthOf("👩\u200d💻")).toBe(3)
  expect(name.safeParse("😀".repeat(NAME_MAX)).success).toBe(true)
  expect(name.safeParse("😀".repeat(NAME_MAX + 1)).success).toBe(false)
})

test("a note keeps the marks of its scripts and loses only the ends of lines of other systems", () => {
  const note = "می\u200cخواهم \u200fabc\u200e\n\u0e01\u200b\u0e02 👩\u200d💻"
  expect(typedText(`\ufeff${note.replace("\n", "\r\n")} `)).toBe(note)
  expect(noteText.parse(note)).toBe(note)
})

test("a single line has no ends of lines", () => {
  expect(typedLine(" Acme\n")).toBe("Acme")
  for (const odd of ["two\nlines", "two\u2028lines", "bell\u0007", "", "\u200b", "\u00ad", "\u200d"])
    expect(name.safeParse(odd).success).toBe(false)
})

test("every text of a form comes through the one door", () => {
  const source = readFileSync(new URL("../forms.ts", import.meta.url), "utf8")
  expect(source.match(/z\.(string|email|coerce|any|unknown|custom)\(/g)).toBeNull()
})

test.each([
  ["marks in an order that composing changes", `a${"\u0315\u0323".repeat(60_000)}`],
  ["marks of flags", "\u{e0041}".repeat(60_000)],
])("a text of a hundred thousand %s is too long before it is read", (_, typed) => {
  for (const schema of [name, noteText, forms.login.shape.contact, forms.searchMembers.shape.search]) {
    expect(schema.safeParse(typed).error?.issues.map(({ code }) => code)).toEqual(["too_big"])
  }
})

test("a name whose marks come apart from their letters is as long as it is seen", () => {
  expect(name.parse("e\u200b\u0302\u00ad\u0301".repeat(NAME_MAX))).toBe("ế".repeat(NAME_MAX))
})
