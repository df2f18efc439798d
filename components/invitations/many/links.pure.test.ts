import { parse } from "papaparse"
import { expect, test } from "vitest"
import { linksAsCsv } from "@/components/invitations/many/links"

test("links are one line each, and no contact of them is a formula", () => {
  const link = "https://muster.example/invite?token=abc"
  const contacts = [
    "ana@example.com",
    "🇨🇳 +86 138 1234 5678",
    "=cmd|x@example.com",
    "-1+1@example.com",
    'a"b,c@example.com',
  ]
  const text = linksAsCsv(
    ["Email / Phone", "Link"],
    contacts.map((contact) => ({ contact, link })),
  )
  const rows = parse<string[]>(text, { skipEmptyLines: true }).data
  expect(rows).toEqual([
    ["Email / Phone", "Link"],
    ["ana@example.com", link],
    ["🇨🇳 +86 138 1234 5678", link],
    ["'=cmd|x@example.com", link],
    ["'-1+1@example.com", link],
    ['a"b,c@example.com', link],
  ])
})
