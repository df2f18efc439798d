import { expect, test } from "vitest"
import { ofRecipient } from "@/lib/core/limits"

process.env.LIMIT_MESSAGES_PER_RECIPIENT = "3/24h"

test("however few messages a day a site allows to one recipient, one of each kind may go", () => {
  const allowed = (["invitation", "code", "newPassword"] as const).map((kind) => ofRecipient("a@example.com", kind)[2])
  expect(allowed).toEqual([1, 1, 2])
})
