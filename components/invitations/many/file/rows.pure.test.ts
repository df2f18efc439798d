import { describe, expect, test } from "vitest"
import { readRows } from "@/components/invitations/many/file/rows"

const utf8 = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readRows(utf8(text))
const nothing = { role: "", note: "", days: "" }
const contacts = async (text: string | Uint8Array) => {
  const file = await (typeof text === "string" ? read(text) : readRows(text))
  return "rows" in file ? file.rows.map(({ contact }) => contact) : file.why
}

const LIST = "contact,role,note,days\nana@example.com,dev_admin,Welcome,14\n+86 138 1234 5678,,,\n"
const rows = [
  { contact: "ana@example.com", own: { role: "dev_admin", note: "Welcome", days: "14" } },
  { contact: "+86 138 1234 5678", own: nothing },
]

describe("a file", () => {
  test.each([
    ["in UTF-8", utf8(LIST)],
    ["with a byte order mark", utf8(`\uFEFF${LIST}`)],
    ["with semicolons", utf8(LIST.replaceAll(",", ";"))],
    ["with tabs", utf8(LIST.replaceAll(",", "\t"))],
    ["with the line ends of Windows", utf8(LIST.replaceAll("\n", "\r\n"))],
    ["with every cell in quotes", utf8(LIST.replace(/[^,\n]+/g, '"$&"'))],
    ["in UTF-16, as spreadsheets call Unicode", utf16(LIST)],
    ["with blank lines and blank rows", utf8(LIST.replaceAll("\n", "\n\n , ,,\n"))],
    [
      "with its columns in another order",
      utf8("days,note,contact,role\n14,Welcome,ana@example.com,dev_admin\n,,+86 138 1234 5678,\n"),
    ],
    [
      "with heads in other words",
      utf8(LIST.replace("contact,role,note,days", "E-mail Address *,ROLE,Message,Expires after (days)")),
    ],
    ["with heads in Chinese", utf8(LIST.replace("contact,role,note,days", "邮箱 / 手机号,角色,附言,有效期（天）"))],
    ["without heads", utf8(LIST.slice(LIST.indexOf("\n") + 1))],
    [
      "with roles and days as people write them",
      utf8("contact,role,note,days\nana@example.com,Dev Admin,Welcome,14 days\n+86 138 1234 5678,,,\n"),
    ],
  ])("%s is read", async (_, bytes) => {
    expect(await readRows(bytes)).toEqual({ rows, unused: [] })
  })

  test("in GB18030, as spreadsheets in China write it, is read with its Chinese", async () => {
    // 邮箱,附言 / ana@example.com,欢迎
    const head = [0xd3, 0xca, 0xcf, 0xe4, 0x2c, 0xb8, 0xbd, 0xd1, 0xd4, 0x0d, 0x0a]
    const row = [...utf8("ana@example.com,"), 0xbb, 0xb6, 0xd3, 0xad, 0x0d, 0x0a]
    expect(await readRows(new Uint8Array([...head, ...row]))).toEqual({
      rows: [{ contact: "ana@example.com", own: { ...nothing, note: "欢迎" } }],
      unused: [],
    })
  })

  test("has a note of several lines where it is quoted", async () => {
    const file = await read('contact,note\nana@example.com,"Hello,\nthe rota ""A"" starts"\nbo@example.com,\n')
    expect(file).toMatchObject({
      rows: [{ own: { note: 'Hello,\nthe rota "A" starts' } }, { contact: "bo@example.com" }],
    })
  })

  test("of one column is a list of contacts, with a head or without", async () => {
    expect(await contacts("ana@example.com\nbo@example.com")).toEqual(["ana@example.com", "bo@example.com"])
    expect(await contacts("手机号\n13812345678\n13912345678\n")).toEqual(["13812345678", "13912345678"])
  })

  test("with an address and a number a row takes the first that is there, and names the columns that it leaves out", async () => {
    const file = await read("Name,Email,Phone,Team\nAna,ana@example.com,+8613812345678,A\nBo,,+8613912345678,B\n")
    expect(file).toMatchObject({
      rows: [{ contact: "ana@example.com" }, { contact: "+8613912345678" }],
      unused: ["Name", "Team"],
    })
  })

  test("keeps what is wrong in its rows, to be corrected there", async () => {
    const file = await read("contact,role,days\nno contact,super_admin,soon\n,member,\n")
    expect(file).toMatchObject({
      rows: [
        { contact: "no contact", own: { role: "super_admin", days: "soon" } },
        { contact: "", own: { role: "member" } },
      ],
    })
  })

  test("of 501 rows has 501, for the list to say how many it takes", async () => {
    const many = Array.from({ length: 501 }, (_, n) => `p${n}@example.com`)
    expect(await contacts(["contact", ...many].join("\n"))).toEqual(many)
  })

  test("may have a number behind an apostrophe, as a sheet keeps it from being calculated", async () => {
    expect(await contacts("contact\n'+86 138 1234 5678\n'13812345678\n")).toEqual(["+86 138 1234 5678", "13812345678"])
  })
})

describe("what is no list", () => {
  test.each([
    ["an empty file", new Uint8Array(), "empty"],
    ["blanks alone", utf8(" \n\t\n"), "empty"],
    ["heads alone", utf8("contact,role\n"), "empty"],
    ["a workbook", new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]), "spreadsheet"],
    ["an old workbook", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), "spreadsheet"],
    ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]), "unreadable"],
    ["a text without contacts", utf8("name,team\nAna,A\nBo,B\n"), "noContacts"],
    ["a file that is far too large", new Uint8Array(5 * 1024 * 1024), "tooLarge"],
  ])("%s says what it is", async (_, bytes, why) => {
    expect(await readRows(bytes)).toEqual({ why })
  })
})

function utf16(text: string): Uint8Array {
  const units = [0xfeff, ...Array.from(text, (letter) => letter.charCodeAt(0))]
  return new Uint8Array(units.flatMap((unit) => [unit & 0xff, unit >> 8]))
}
