import { expect, test } from "vitest"
import { initialsOf } from "@/components/lists/person"

test.each([
  ["Grace Lin", "GL"],
  ["Priya", "P"],
  ["anna-lena von der Heide", "AH"],
  ["陈美", "陈"],
  ["ليلى حداد", "ل"],
  ["🚀 Rocket Team", "RT"],
  ["🚀", "🚀"],
  ["Élodie Ångström", "ÉÅ"],
  ["4 Build Bots", "4"],
])("the initials of %s are %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
