import { expect, test } from "vitest"
import { auditActions, handshakeMoves, platformActions } from "@/lib/audit/actions"
import { auditedRefusals } from "@/lib/audit/audit"
import { kindNames } from "@/lib/handshake"
import en from "@/lib/i18n/messages/en.json"

const { actions, kinds, moves, reasons } = en.auditWords
const phrases = Object.entries(actions).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => `${noun}.${verb}`))
const worded = kindNames.flatMap((kind) => handshakeMoves.map((move): string => `${kind}.${move}`))

test("there is a word for every action that is offered, and an action for every phrase", () => {
  const known: string[] = [...auditActions(kindNames), ...platformActions]
  expect(known.filter((action) => !phrases.includes(action) && !worded.includes(action))).toEqual([])
  expect(phrases.filter((phrase) => !known.includes(phrase))).toEqual([])
})

test("every kind of handshake has its noun, and every move its pattern, so that a new kind is worded", () => {
  expect(Object.keys(kinds).sort()).toEqual([...kindNames].sort())
  expect(Object.keys(moves)).toEqual([...handshakeMoves])
})

test("every reason for which an attempt is recorded has its words", () => {
  expect(Object.keys(reasons).sort()).toEqual([...auditedRefusals].sort())
})
