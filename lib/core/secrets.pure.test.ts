import { expect, test } from "vitest"
import { currentKeyId, decrypt, encrypt } from "@/lib/core/secrets"

test("what was encrypted is read for its owner alone, and nothing once it was altered or cut off", () => {
  const sealed = encrypt("a secret", "owner")
  const read = (text: string, owner = "owner", keyId = currentKeyId()) => decrypt(text, owner, keyId)
  expect(read(sealed)).toBe("a secret")
  expect(read(sealed, "somebody else")).toBeNull()
  expect(read(sealed, "owner", "unknown")).toBeNull()
  for (const length of [0, 4, 12, 20, sealed.length - 1]) expect(read(sealed.slice(0, length)), `${length}`).toBeNull()
  expect(read(`${sealed.slice(0, 18)}${sealed[18] === "A" ? "B" : "A"}${sealed.slice(19)}`)).toBeNull()
})
