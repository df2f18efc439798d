import { expect, test } from "vitest"
import { securityText } from "@/lib/ops/security-text"
import { checkSettings, settings } from "@/lib/settings"

test("a site says where to report a weakness, once its settings do", () => {
  const site = { ...settings(), origin: "https://muster.example.com" }
  expect(securityText(site)).toBeNull()
  const told = { ...site, securityContacts: ["mailto:security@example.com"], securityPolicy: "https://example.com/sec" }
  expect(securityText(told, Date.UTC(2026, 0, 1, 12))).toBe(`Contact: mailto:security@example.com
Expires: 2026-04-01T00:00:00Z
Preferred-Languages: en, zh
Canonical: https://muster.example.com/.well-known/security.txt
Policy: https://example.com/sec
`)
})

test("only addresses that a report can be sent to are taken", () => {
  const complaints = (SECURITY_CONTACT: string) =>
    checkSettings({ DATABASE_URL: "postgres://localhost/muster", MUSTER_EMBEDDED: "1", SECURITY_CONTACT })
  for (const good of [
    "security@example.com",
    "https://example.com/report",
    "security@example.com, https://example.com",
  ])
    expect(complaints(good), good).toEqual([])
  for (const bad of ["security", "http://example.com", "a@example.com\nPolicy: x", "javascript:alert(1)", ","])
    expect(complaints(bad), bad).toEqual([expect.stringContaining("SECURITY_CONTACT")])
})
