import { createCipheriv, createHmac, hkdfSync } from "node:crypto"
import { afterEach, expect, test } from "vitest"
import { codeFor, currentKeyId, decrypt, encrypt, keyIds, mac, unsafeMac } from "@/lib/core/secrets"
import { opens, tokenFor } from "@/lib/core/tokens"
import { settings } from "@/lib/settings"

const [present] = settings().secrets
if (!present) throw new Error("no secret")
const other = { id: "0ther000", key: Buffer.from("another secret of sufficient length"), leaked: false }

afterEach(() => {
  settings().secrets.splice(0, settings().secrets.length, { ...present, leaked: false })
})

test("what was encrypted is read for its owner alone, and nothing once it was altered or cut off", () => {
  const sealed = encrypt("a secret", "owner")
  const read = (text: string, owner = "owner", keyId = currentKeyId()) => decrypt(text, owner, keyId)
  expect(read(sealed)).toBe("a secret")
  expect(read(sealed, "somebody else")).toBeNull()
  expect(read(sealed, "owner", "unknown")).toBeNull()
  for (const length of [0, 4, 12, 20, sealed.length - 1]) expect(read(sealed.slice(0, length)), `${length}`).toBeNull()
  expect(read(`${sealed.slice(0, 18)}${sealed[18] === "A" ? "B" : "A"}${sealed.slice(19)}`)).toBeNull()
})

test("each purpose has a key of its own, which is not the secret", () => {
  const derivedKey = (purpose: string) => Buffer.from(hkdfSync("sha256", present.key, "", `muster ${purpose}`, 32))
  const hmac = (key: Buffer) =>
    createHmac("sha256", key)
      .update(JSON.stringify(["seal", "x"]))
      .digest("hex")
  expect(mac("seal", ["x"])?.toString("hex")).toBe(hmac(derivedKey("seal")))
  expect(hmac(derivedKey("seal"))).not.toBe(hmac(derivedKey("link")))
  expect(hmac(derivedKey("seal"))).not.toBe(hmac(present.key))
})

test("what was made with the secret itself, before purposes had keys, holds, opens and is read", () => {
  const before = { id: "018f0000-0000-7000-8000-000000000001", kind: "invitation", generation: 1, keyId: present.id }
  const made = createHmac("sha256", present.key)
    .update(JSON.stringify(["link", "invitation", before.id, 1]))
    .digest()
  expect(mac("link", ["invitation", before.id, 1], present.id)).toEqual(made)
  expect(opens(tokenFor(before), before)).toBe(true)
  expect(opens(tokenFor({ ...before, keyId: currentKeyId() }), before)).toBe(false)
  const nonce = Buffer.alloc(12, 7)
  const key = Buffer.from(hkdfSync("sha256", present.key, "", "muster access keys", 32))
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from("owner"))
  const kept = Buffer.concat([nonce, cipher.update("a secret", "utf8"), cipher.final(), cipher.getAuthTag()])
  expect(decrypt(kept.toString("base64url"), "owner", present.id)).toBe("a secret")
  expect(codeFor(before.id, null)).toMatch(/^\d{6}$/)
  expect(codeFor(before.id, null)).not.toBe(codeFor(before.id))
})

test("a former secret goes on opening; a leaked one opens nothing, and what it encrypted is still read", () => {
  const { secrets } = settings()
  const keyId = currentKeyId()
  const encrypted = encrypt("a secret", "owner")
  const [link, code] = [mac("link", ["x"]), codeFor("x")]
  secrets.unshift(other)
  expect(keyIds()).toEqual(["2.0ther000", "0ther000", keyId, present.id])
  expect(mac("link", ["x"], keyId)).toEqual(link)
  expect(codeFor("x", keyId)).toBe(code)
  secrets[1] = { ...present, leaked: true }
  expect(keyIds()).toEqual(["2.0ther000", "0ther000"])
  for (const id of [keyId, present.id]) {
    for (const purpose of ["link", "seal", "opt-out", "browser", "invitation-code"] as const)
      expect(mac(purpose, ["x"], id), purpose).toBeNull()
    expect(codeFor("x", id)).toBe("")
  }
  expect(decrypt(encrypted, "owner", keyId)).toBe("a secret")
  expect(unsafeMac("link", ["x"], keyId)).toEqual(link)
})
