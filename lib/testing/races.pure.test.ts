import { expect, test } from "vitest"
import { Refusal } from "@/lib/shared/refusals"
import { bugs, outcome } from "@/lib/testing/races"

test("of what a race throws, only a refusal is an answer: an error of the database is a bug, whatever its code", async () => {
  const answers = await Promise.all([
    outcome(Promise.resolve()),
    outcome(Promise.reject(new Refusal("expired"))),
    outcome(Promise.reject(Object.assign(new Error("duplicate key"), { code: "23505" }))),
    outcome(Promise.reject(Object.assign(new Error("The database did not answer"), { code: "DEADLINE_EXCEEDED" }))),
  ])
  expect(answers.slice(0, 2)).toEqual(["done", "expired"])
  expect(bugs(answers)).toEqual(answers.slice(2))
})
