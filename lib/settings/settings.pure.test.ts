import { describe, expect, it } from "vitest"
import { checkSettings, settings, settingsToMention } from "@/lib/settings"
import { environment } from "@/lib/settings/environment"

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
    expect(checkSettings({ ...sound, RESEND_API_KEY: "", SMTP_URL: "smtps://mail" })).toEqual([])
    expect(checkSettings({ ...sound, MUSTER_ORIGIN: "http://localhost:3000" })).toEqual([])
    expect(checkSettings({ ...sound, INVITATION_REMINDER_DAYS: "0" })).toEqual([])
    expect(checkSettings({ ...sound, RESEND_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" })).toEqual([])
    for (const TRUST_PROXY of ["0", "off", "true", "2", "10.0.0.5", "10.0.0.0/8, 2001:db8::/32, private"])
      expect(checkSettings({ ...sound, TRUST_PROXY, PROXY_HEADER: "CF-Connecting-IP" })).toEqual([])
  })

  it.each([
    ["MUSTER_SECRET", undefined, "missing"],
    ["MUSTER_SECRET", "short", "shorter"],
    ["MUSTER_SECRET", "ab".repeat(20), "easy to guess"],
    ["MUSTER_SECRET", "replace-me-with-the-output-of-openssl-rand-base64-48", "example"],
    ["MUSTER_OLD_SECRETS", `${SECRET},short`, "shorter"],
    ["MUSTER_LEAKED_SECRETS", `short, ${SECRET}`, "take it out there"],
    ["MUSTER_ORIGIN", undefined, "missing"],
    ["MUSTER_ORIGIN", "http://muster.example.com", "https"],
    ["MUSTER_ORIGIN", "https://muster.example.com/console", "no more"],
    ["MUSTER_ORIGIN", "http://localhost.evil.org", "https"],
    ["RESEND_API_KEY", undefined, "needed"],
    ["MAIL_FROM", undefined, "missing"],
    ["MAIL_FROM", "Muster", "must hold an address"],
    ["MAIL_FROM", "Muster <muster>", "must hold an address"],
    ["MAIL_FROM", "Muster <a@example.com>, <b@example.com>", "must hold an address"],
    ["MAIL_FROM", "Acme, Inc <muster@example.com>", "quotes"],
    ["MAIL_FROM", "Muster <muster@example.com>\r\nBcc: eve@example.com", "must hold an address"],
    ["TWILIO_FROM", "+15550100", "all three"],
    ["SMS_COUNTRIES", "China", "codes of countries"],
    ["SMS_COUNTRIES", "CN,", "codes of countries"],
    ["INVITATION_REMINDER_DAYS", "-1", "whole number"],
    ["RESEND_WEBHOOK_SECRET", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"],
    ["RESEND_WEBHOOK_SECRET", "whsec_", "begins with whsec_"],
    ["LIMIT_INVITES_PER_INVITER", "many", "30/10m"],
    ["LOG_LEVEL", "loud", "must be"],
    ["DATABASE_URL", "mysql://x", "postgres://"],
    ["DATABASE_ROLE", "app; drop", "name of a role"],
    ["TRUST_PROXY", undefined, "number of proxies"],
    ["TRUST_PROXY", "yes", "must be 0"],
    ["TRUST_PROXY", "10", "must be 0"],
    ["TRUST_PROXY", "10/8", "must be 0"],
    ["TRUST_PROXY", "10.0.0.0/33", "must be 0"],
    ["TRUST_PROXY", "private, nginx", "must be 0"],
    ["PROXY_HEADER", "X-Forwarded-For, Forwarded", "one header"],
    ["KEEP_ALIVE_SECONDS", "86401", "a day"],
    ["KEEP_ALIVE_SECONDS", "0", "above zero"],
    ["DRAIN_SECONDS", "2147484", "a day"],
    ["DRAIN_SECONDS", "soon", "whole number"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key", "name=value"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key=50%", "name=value"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key=%ff", "name=value"],
  ])("refuses %s = %s with one line", (name, value, words) => {
    const complaints = checkSettings({ ...sound, [name]: value })
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toContain(words)
    expect(complaints[0]).toContain(name)
  })

  it.each([
    ["smtps://", "no host"],
    ["smtps://:25", "no host|cannot be read"],
    ["smtp://user:Geheim@", "no host|cannot be read"],
    ["mail.example.com:25", "smtp:// or smtps://"],
    ["smtp://user:Ge#heim@mail.example.com", "%23 for a #"],
    ["smtp://user:Ge/heim@mail.example.com", "%2F for /"],
    ["smtp://user:Ge?heim@mail.example.com", "%3F for ?"],
    ["smtp://user:Ge%heim@mail.example.com", "%25 for %"],
    ["smtp://user:12#Geheim@mail.example.com", "%23 for a #"],
    ["smtp://user:12/Geheim@mail.example.com", "%2F for /"],
    ["smtp://user:12?Geheim@mail.example.com", "%3F for ?"],
    ["smtp://us/er:Geheim@mail.example.com", "cannot be read"],
    ["smtp://Geheim@mail.example.com", "only one of user and password"],
    ["smtp://user:Geheim@mail.example.com/path", "cannot be read"],
    ["smtp://user:Geheim@mail.example.com?sendmail=true", "only name"],
  ])("refuses the mail server %s by name, with what to do, and without telling the value", (value, words) => {
    const complaints = checkSettings({ ...sound, RESEND_API_KEY: "", SMTP_URL: value })
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toMatch(/^SMTP_URL: /)
    expect(words.split("|").some((word) => complaints[0]?.includes(word))).toBe(true)
    for (const secret of ["Geheim", "heim@", "user:Ge"]) expect(complaints[0]).not.toContain(secret)
  })

  it("takes a mail server with everything in its place", () => {
    const read = (text: string) => environment.def.left.shape.SMTP_URL.parse(text)
    expect(read("smtp://mail")).toEqual({ host: "mail", secure: false })
    expect(read("smtps://us%40er:p%23a%2Fs%25s%3A@mail.example.com:465")).toEqual({
      host: "mail.example.com",
      port: 465,
      secure: true,
      auth: { user: "us@er", pass: "p#a/s%s:" },
    })
    expect(read("smtp://user:p@ss:word@[::1]:2525/?tls.rejectUnauthorized=false&name=muster&pool=true")).toEqual({
      host: "::1",
      port: 2525,
      secure: false,
      auth: { user: "user", pass: "p@ss:word" },
      name: "muster",
      pool: true,
      tls: { rejectUnauthorized: false },
    })
  })

  it.each([
    "muster@example.com",
    "Muster <muster@localhost>",
    " Muster <muster@example.com> ",
    '"Acme, Inc" <muster@example.com>',
    "邀请 <muster@example.com>",
    "<muster@example.com>",
  ])("takes %s as the sender", (from) => {
    expect(checkSettings({ ...sound, MAIL_FROM: from })).toEqual([])
  })

  it("asks for the countries of text messages where the sender is no number that has one", () => {
    const texts = { ...sound, TWILIO_ACCOUNT_SID: "AC1", TWILIO_AUTH_TOKEN: "t" }
    expect(checkSettings({ ...texts, TWILIO_FROM: "MG1" })).toEqual([expect.stringContaining("SMS_COUNTRIES")])
    expect(checkSettings({ ...texts, TWILIO_FROM: "+447400123456" })).toEqual([])
    for (const SMS_COUNTRIES of ["all", "CN", "cn, SG"])
      expect(checkSettings({ ...texts, TWILIO_FROM: "MG1", SMS_COUNTRIES })).toEqual([])
  })

  it.each([
    ["DATABASE_URL", "postgres://app:Geheim@db.internal/muster"],
    ["DATABASE_URL", "postgres://app:Geheim@localhost,db2/muster?sslmode=prefer"],
    ["DATABASE_REPLICA_URL", "postgres://app:Geheim@db2/muster"],
    ["SMTP_URL", "smtp://user:Geheim@mail.example.com"],
    ["SMTP_URL", "smtp://user:Geheim@mail.example.com?requireTLS=false"],
  ])(
    "refuses %s at a server elsewhere to which encryption is not demanded, and mentions one that is allowed",
    (name, value) => {
      const env = { ...sound, RESEND_API_KEY: "", SMTP_URL: "smtp://localhost", [name]: value }
      expect(checkSettings(env)).toEqual([expect.stringMatching(new RegExp(`^${name}: .*ALLOW_UNENCRYPTED=`))])
      expect(checkSettings(env).join()).not.toContain("Geheim")
      expect(settingsToMention(env)).toEqual([])
      const place = name === "SMTP_URL" ? "mail" : "database"
      const allowed = { ...env, ALLOW_UNENCRYPTED: place }
      expect(checkSettings(allowed)).toEqual([])
      expect(settingsToMention(allowed)).toEqual([expect.stringContaining(`The ${place} server`)])
      const other = place === "mail" ? "database" : "mail"
      expect(checkSettings({ ...env, ALLOW_UNENCRYPTED: other })).toHaveLength(1)
      expect(checkSettings({ ...env, ALLOW_UNENCRYPTED: "all" })).toEqual([
        expect.stringMatching(/^ALLOW_UNENCRYPTED.*: must name/),
      ])
    },
  )

  it.each([
    ["DATABASE_URL", "postgres://app@db.internal/muster?sslmode=verify-full"],
    ["DATABASE_URL", "postgres://app@db.internal/muster?sslmode=require"],
    ["DATABASE_URL", "postgres://app@[::1]/muster"],
    ["DATABASE_URL", "postgres:///muster?host=/run/postgresql"],
    ["SMTP_URL", "smtps://mail.example.com"],
    ["SMTP_URL", "smtp://mail.example.com?requireTLS=true"],
    ["SMTP_URL", "smtp://127.0.0.1:25"],
  ])("takes %s as %s, which is encrypted or stays on this machine", (name, value) => {
    const env = { ...sound, RESEND_API_KEY: "", SMTP_URL: "smtp://localhost", [name]: value }
    expect(checkSettings(env)).toEqual([])
    expect(settingsToMention(env)).toEqual([])
  })

  it("never tells the value of a setting, whatever is wrong with it", () => {
    const names = Object.keys({ ...environment.def.left.shape, ...environment.def.right.shape })
    expect(names.length).toBeGreaterThan(50)
    const ugly = [
      "Geheim#/?%zz",
      "smtp://user:Geheim#zz@host",
      "postgres://user:Geheim#zz@host/%zz",
      "http://u:Geheim@h",
    ]
    for (const name of names) {
      for (const value of ugly) expect(checkSettings({ ...sound, [name]: value }).join(), name).not.toContain("Geheim")
    }
    expect(checkSettings(Object.fromEntries(names.map((name) => [name, "Geheim"]))).join()).not.toContain("Geheim")
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
      limits: { invitesPerInviter: { count: 500, seconds: 600 }, newLinkWanted: { count: 1, seconds: 86_400 } },
    })
  })
})
