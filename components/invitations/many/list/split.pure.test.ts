import { describe, expect, test } from "vitest"
import { splitContacts, takeTyped } from "@/components/invitations/many/list/split"

const [ana, bo, cy] = ["ana@example.com", "bo@example.com", "cy@example.com"]
const numbers = ["+86 138 1234 5678", "+44 7400 123456"]

describe("what is pasted", () => {
  test.each([
    ["nothing", " \n\t, ;", []],
    ["one address", ` ${ana} `, [ana]],
    ["a column of a sheet", `${ana}\r\n${bo}\r\n${cy}\r\n`, [ana, bo, cy]],
    ["a column with blank lines", `${ana}\n\n \n${bo}`, [ana, bo]],
    ["a row of a sheet", `${ana}\t${bo}`, [ana, bo]],
    ["commas, semicolons and blanks", `${ana}, ${bo};${cy}`, [ana, bo, cy]],
    ["signs of Chinese", `${ana}、${bo}，${cy}；${numbers[0]}`, [ana, bo, cy, numbers[0]]],
    ["blanks alone", `${ana} ${bo}   ${cy}`, [ana, bo, cy]],
    ["wide blanks", `${ana}\u3000${bo}\u00a0${cy}`, [ana, bo, cy]],
    ["the line of a head", `"Lima, Ana" <${ana}>, Bo <${bo}>`, [`"Lima, Ana" <${ana}>`, `Bo <${bo}>`]],
    [
      "names with commas and no quotes",
      `Lima, Ana <${ana}>; Silva, Bo <${bo}>`,
      [`Lima, Ana <${ana}>`, `Silva, Bo <${bo}>`],
    ],
    ["named addresses behind each other", `Ana <${ana}> Bo <${bo}>`, [`Ana <${ana}>`, `Bo <${bo}>`]],
    ["addresses in brackets", `<${ana}>,<${bo}>`, [`<${ana}>`, `<${bo}>`]],
    ["quoted cells", `"${ana}","${bo}"`, [ana, bo]],
    ["a quote that nothing closes", `"Ana <${ana}>\n${bo}, ${cy}`, [`"Ana <${ana}>`, bo, cy]],
    ["a quote that another line closes", `"${ana}\n${bo}"`, [`"${ana}`, `${bo}"`]],
    ["a number in groups", numbers[0], [numbers[0]]],
    ["numbers in groups behind each other", numbers.join(" "), numbers],
    ["numbers in groups, a line each", numbers.join("\n"), numbers],
    ["whole numbers behind each other", "13812345678 13912345678", ["13812345678", "13912345678"]],
    ["a local number in groups", "138 1234 5678", ["138 1234 5678"]],
    ["a number in brackets and hyphens", "(510) 555-0132, +1 (510) 555-0133", ["(510) 555-0132", "+1 (510) 555-0133"]],
    ["a mix with blanks alone", `${ana} ${numbers[0]} ${bo} ${numbers[1]}`, [ana, numbers[0], bo, numbers[1]]],
    ["a mix", `${ana}; ${numbers[0]}\n"Bo" <${bo}>\t${numbers[1]}`, [ana, numbers[0], `"Bo" <${bo}>`, numbers[1]]],
    ["names beside addresses, as cells", `Ana Lima\t${ana}\nBo Silva\t${bo}`, [ana, bo]],
    ["cells without a contact", "Ana Lima\tDesign", ["Ana Lima", "Design"]],
    ["a name before its address", `Ana Lima ${ana}`, [`Ana Lima ${ana}`]],
    ["what is no contact", "not a contact, a@b", ["not a contact", "a@b"]],
    ["a local part with a blank", "joe smith@example.com", ["joe smith@example.com"]],
    [
      "full-width letters",
      "ｊｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ，＋８６１３８１２３４５６７８",
      ["ｊｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "＋８６１３８１２３４５６７８"],
    ],
    ["an extension", "138 0013 8000 ext. 5", ["138 0013 8000 ext. 5"]],
  ])("%s", (_, text, contacts) => {
    expect(splitContacts(text ?? "")).toEqual(contacts)
  })

  test("of two hundred in any of the ways is two hundred, in their order", () => {
    const all = Array.from({ length: 200 }, (_, n) => (n % 3 ? `p${n}@example.com` : `+86 138 ${1000 + n} 5678`))
    for (const between of ["\n", "\r\n", ", ", ";", "\t", "、", " "])
      expect(splitContacts(all.join(between))).toEqual(all)
  })

  test("takes a long text without an end in its time", () => {
    const long = `${'"<'.repeat(2_000)}${" a".repeat(20_000)}@`
    expect(splitContacts(long).join("")).toHaveLength(long.length)
  })
})

describe("what is typed", () => {
  test.each([
    [ana, [], ana],
    [`${ana},`, [ana], ""],
    [`${ana};`, [ana], ""],
    [`${ana}、`, [ana], ""],
    [`${ana} `, [ana], ""],
    [`${ana}, bo`, [ana], "bo"],
    ["Ana Lima ", [], "Ana Lima "],
    ["a@b ", [], "a@b "],
    [`Ana <${ana}> `, [`Ana <${ana}>`], ""],
    ["+86 138 ", [], "+86 138 "],
    ["+86 138 1234 5678,", ["+86 138 1234 5678"], ""],
    ['"Lima, Ana', [], '"Lima, Ana'],
    [`"Lima, Ana" <${ana}>,`, [`"Lima, Ana" <${ana}>`], ""],
    [`Ana <${ana}`, [], `Ana <${ana}`],
    [",", [], ""],
    ["", [], ""],
  ])("%j gives %j and leaves %j", (text, contacts, rest) => {
    expect(takeTyped(text)).toEqual({ contacts, rest })
  })
})
