import { describe, expect, it } from "vitest"
import { checkSettings, settings } from "@/lib/settings"

const SECRET = "3q2+7wABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"
const sound = {
  MUSTER_ORIGIN: "https://muster.example.com",
  MUSTER_SECRET: SECRET,
  DATABASE_URL: "postgres://localhost/muster",
  RESEND_API_KEY: "re_1",
  MAIL_FROM: "Muster <muster@example.com>",
  TRUST_PROXY: "1",
}

describe("a production start", () => {
  it("accepts sound settings", () => {
    expect(checkSettings(sound)).toEqual([])
    expect(checkSettings({ ...sound, RESEND_API_KEY: "", SMTP_URL: "smtp://mail:25" })).toEqual([])
    expect(checkSettings({ ...sound, MUSTER_ORIGIN: "http://localhost:3000" })).toEqual([])
  })

  it.each([
    ["MUSTER_SECRET", undefined, "missing"],
    ["MUSTER_SECRET", "short", "shorter"],
    ["MUSTER_SECRET", "ab".repeat(20), "easy to guess"],
    ["MUSTER_SECRET", "replace-me-with-the-output-of-openssl-rand-base64-48", "example"],
    ["MUSTER_OLD_SECRETS", `${SECRET},short`, "shorter"],
    ["MUSTER_ORIGIN", undefined, "missing"],
    ["MUSTER_ORIGIN", "http://muster.example.com", "https"],
    ["MUSTER_ORIGIN", "https://muster.example.com/console", "no more"],
    ["MUSTER_ORIGIN", "http://localhost.evil.org", "https"],
    ["RESEND_API_KEY", undefined, "needed"],
    ["MAIL_FROM", undefined, "missing"],
    ["TWILIO_FROM", "+15550100", "all three"],
    ["LIMIT_INVITES_PER_INVITER", "many", "30/10m"],
    ["LOG_LEVEL", "loud", "must be"],
    ["DATABASE_URL", "mysql://x", "postgres://"],
    ["DATABASE_ROLE", "app; drop", "name of a role"],
  ])("refuses %s = %s with one line", (name, value, words) => {
    const complaints = checkSettings({ ...sound, [name]: value })
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toContain(words)
    expect(complaints[0]).toContain(name)
  })

  it("names everything that is wrong at once", () => {
    expect(checkSettings({ DATABASE_URL: "postgres://localhost/muster", MUSTER_SECRET: "short" })).toHaveLength(5)
  })
})

describe("settings", () => {
  it("are read once", () => {
    expect(settings()).toBe(settings())
  })

  it("have their defaults", () => {
    expect(settings()).toMatchObject({
      origin: "http://localhost:3000",
      embedded: true,
      mail: { transport: { kind: "mailbox" } },
      sms: { kind: "mailbox" },
      lifetimes: { invitationSeconds: 7 * 86_400 },
      limits: { invitesPerInviter: { count: 30, seconds: 600 }, newLinkWanted: { count: 1, seconds: 86_400 } },
    })
  })
})
