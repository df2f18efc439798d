import { expect, test } from "vitest"
import { containing } from "@/lib/lists/searching"

test.each([
  ["138 1234 5678", "13812345678"],
  ["0086-138 1234 5678", "8613812345678"],
  ["+86 138 1234", "861381234"],
  ["🇨🇳 +86 138 1234 5678", "8613812345678"],
  ["１３８ １２３４ ５６７８", "13812345678"],
  ["\u202a138\u00a01234\u20115678\u202c", "13812345678"],
  ["١٣٨ ١٢٣٤", "1381234"],
  ["07700 900123", "7700900123"],
  ["+44 (0)7700 900123", "447700900123"],
  ["(510) 555-0132", "5105550132"],
  ["8 (912) 345-67-89", "9123456789"],
  ["84 912 345 678", "4912345678"],
  ["+52 1 55 1234 5678", "525512345678"],
  ["+54 11 2345 6789", "5491123456789"],
  ["1234-5678-9012", "123456789012"],
  ["138", "138"],
  ["0", "0"],
])("the number %s is searched by its digits %s", (typed, digits) => {
  expect(containing(typed)).toBe(`%${digits}%`)
})

test.each([
  ["Zoë  Müller", "Zoe Muller"],
  ["Łukasz Øst", "Lukasz Ost"],
  ["Zoe\u0308", "Zoe"],
  ["陈\u3000美", "陈 美"],
  ["ｊｏｅ＠ｅｘａｍｐｌｅ", "joe@example"],
  ["joe@bücher.example", "joe@xn--bcher-kva.example"],
  ["joe@", "joe@"],
  ["joe@163", "joe@163"],
  ["@126.", "@126."],
  ["joe@50%", "joe@50\\%"],
  ["a@b@bücher.example", "a@b@xn--bcher-kva.example"],
  ["2024-01", "2024-01"],
  ["Alt – Neu", "Alt – Neu"],
  ["10.5", "10.5"],
  ["Room 12", "Room 12"],
  ["한국", "한국"],
  ["a_b%c\\d", "a\\_b\\%c\\\\d"],
  ["１００％", "100\\%"],
  ["nul\u0000l", "null"],
  ["two\tblanks\nand more", "two blanks and more"],
])("%s is searched as %s", (typed, text) => {
  expect(containing(typed)).toBe(`%${text}%`)
})
