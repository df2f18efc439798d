import { expect, test } from "vitest"
import { safePath } from "@/lib/web/safe-path"

test("a path of this site is kept with its query", () => {
  for (const path of ["/", "/invite", "/o-abc/enterprise/members?status=pending", "/me#contacts"]) {
    expect(safePath(path)).toBe(path)
  }
})

test("whatever a browser would follow to another site lands on the start page", () => {
  const elsewhere = ["//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example"]
  const absolute = ["https://evil.example", "http://localhost@evil.example", "javascript:alert(1)", "evil.example", ""]
  for (const wish of [...elsewhere, ...absolute, "/.//evil.example", "/..//evil.example", "/a/..//evil.example"]) {
    expect(safePath(wish), wish).toBe("/")
  }
})

test("what is not one word lands on the start page", () => {
  for (const wish of [undefined, null, ["/a", "/b"], 7]) expect(safePath(wish)).toBe("/")
})
