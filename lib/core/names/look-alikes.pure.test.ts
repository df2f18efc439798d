import { expect, it } from "vitest"
import { looksReserved, skeletonsOf } from "@/lib/core/names/look-alikes"

const alike = (one: string, other: string) => skeletonsOf(one).some((skeleton) => skeletonsOf(other).includes(skeleton))

it.each([
  ["Cloud Harbour", "Сloud Harbоur"],
  ["Cloud Harbour", "CLOUD HARBOUR"],
  ["Cloud Harbour", "CIoud Harbour"],
  ["Cloud Harbour", "C1oud  Harb0ur"],
  ["Cloud Harbour", "Cloud-Harbour."],
  ["Cloud Harbour", "Cl\u200boud Harbour"],
  ["Cloud Harbour", "Ｃｌｏｕｄ Ｈａｒｂｏｕｒ"],
  ...["\u115f", "\u1160", "\u3164", "\uffa0", "\u034f", "\ufe0f", "™", "℠"].map((mark) => [
    "Cloud Harbour",
    `Cloud${mark} Harbour${mark}`,
  ]),
  ["Modern Inc", "rnodern inc"],
  ["Café Noir", "Cafe Noir"],
  ["杭州云港科技", "杭州云港科技 "],
  ["INC", "inc"],
])("%s looks like %s", (one, other) => expect(alike(one, other)).toBe(true))

it.each([
  ["Cloud Harbour", "Cloud Harbours"],
  ["Mail Works", "Mall Works"],
  ["杭州云港科技", "杭州云海科技"],
  ["!!!", "???"],
])("%s does not look like %s", (one, other) => expect(alike(one, other)).toBe(false))

it("a name is kept for the site when one of its words looks like the site's own", () => {
  for (const name of [
    "Muster",
    "MUSTER Security",
    "Μuster support",
    "Mustеr",
    "the-muster-team",
    "Mus\u3164ter",
    "Muster™ Support",
    "Muster\uffa0",
  ])
    expect(looksReserved(name), name).toBe(true)
  for (const name of ["Mustermann", "Cloud Harbour", "Bemuster Ltd."]) expect(looksReserved(name), name).toBe(false)
})
