import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { organizationActions, platformActions } from "@/lib/audit/actions"
import { auditedRefusals } from "@/lib/audit/audit"
import en from "@/lib/i18n/messages/en.json"
import { permissions } from "@/lib/shared/roles"
import { moves } from "@/lib/shared/states"

const root = join(process.cwd(), "lib")
const RECORDS = /\b(record|attempt)\(/
const CODE = /"([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*)"/g
const known: string[] = [...organizationActions, ...platformActions]

test("there is a word for every action that is offered, and an offer for every word", () => {
  const words = Object.entries(en.auditWords.actions).flatMap(([noun, verbs]) =>
    Object.keys(verbs).map((verb) => `${noun}.${verb}`),
  )
  expect(words.sort()).toEqual([...known].sort())
})

test("every action that a verb records has its word", () => {
  const recorded = sources().flatMap((text) => [...text.matchAll(CODE)].map(([, code = ""]) => code))
  const codes = recorded.filter((code) => !(permissions as readonly string[]).includes(code))
  expect(codes.length).toBeGreaterThan(10)
  expect(codes.filter((code) => !known.includes(code))).toEqual([])
})

test("every move of every kind of handshake has its word", () => {
  const kinds = readdirSync(join(root, "handshake/kinds")).map((file) => file.replace(".ts", ""))
  const codes = kinds.flatMap((kind) => ["propose", "resend", ...Object.keys(moves)].map((move) => `${kind}.${move}`))
  expect(codes.filter((code) => !known.includes(code))).toEqual([])
})

test("every reason for which an attempt is kept has its words", () => {
  expect(Object.keys(en.auditWords.reasons).sort()).toEqual([...auditedRefusals].sort())
})

/** The files whose verbs write to the audit. */
function sources(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(root, file), "utf8"))
    .filter((text) => RECORDS.test(text))
}
