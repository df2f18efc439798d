import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { cases } from "@/scripts/sabotage-cases.mjs"

const root = join(import.meta.dirname, "..")

test.each(Object.entries(cases))(
  "there is something to take out for «%s», and a test that would notice",
  (_, guard) => {
    const [edits, [file = "", title = ""]] = guard as [string[][], string[]]
    for (const [target = "", from = ""] of edits) expect(readFileSync(join(root, target), "utf8")).toContain(from)
    expect(readFileSync(join(root, file), "utf8")).toContain(title)
  },
)
