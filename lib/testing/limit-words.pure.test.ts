import { expect, test } from "vitest"
import en from "@/lib/i18n/messages/en.json"
import zh from "@/lib/i18n/messages/zh-CN.json"
import { limitNames } from "@/lib/settings/limits"

/** Met by programs, said by a page of its own, told by what is recorded, or without a refusal. */
const UNSAID = [
  "requestsPerKey",
  "linksPerIp",
  "refusedAttempts",
  "refusedLoginsHere",
  "refusedLogins",
  "loginsPerAccount",
  "codeTriesPerContact",
  "textsPerIp",
  "noticesPerAccount",
  "wrongSecondSteps",
  "secondStepWarnings",
]
/** What has happened needs no more words than that it was too often. */
const PLAIN = ["auditVerifications"]

test.each([
  ["English", en.refusals.rate_reached],
  ["Chinese", zh.refusals.rate_reached],
])("every limit that a person can meet says in %s what was too much and when it ends", (_, words) => {
  const sentences = new Map(
    [...words.matchAll(/ (\w+) \{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g)].map(([, rule, text]) => [rule, text]),
  )
  const met = limitNames.filter((name) => !UNSAID.includes(name) && !PLAIN.includes(name))
  expect([...sentences.keys()].sort()).toEqual([...met, "busy", "other"].sort())
  for (const [rule, text] of sentences) expect(text, rule).toContain("{wait}")
})
