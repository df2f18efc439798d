import type { AddressInfo } from "node:net"
import PostalMime from "postal-mime"
import { SMTPServer } from "smtp-server"
import { afterEach, describe, expect, it } from "vitest"
import type { Deliver } from "@/lib/letters/deliver"
import { DeliveryFailure, retryAfter } from "@/lib/letters/failure"
import type { LetterRow, Rendered } from "@/lib/letters/render"
import { resend } from "@/lib/letters/transports/resend"
import { smtp } from "@/lib/letters/transports/smtp"
import { twilio } from "@/lib/letters/transports/twilio"
import { environment } from "@/lib/settings/environment"
import type { SmtpServer } from "@/lib/settings/smtp"
import { type Mood, resendStandIn, twilioStandIn } from "@/lib/testing/letters/providers"

const from = "Muster <muster@example.com>"
const patience = () => AbortSignal.timeout(10_000)
const OPT_OUT = "https://muster.example.com/opt-out?token=abc"
const rendered: Rendered = { subject: "邀请 & invitation", html: "<p>Hello <b>you</b></p>", text: "Hello you" }
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

describe("Resend", () => {
  it("gets the letter with its id as the idempotency key", async () => {
    const { deliver, provider } = await viaResend()
    expect(await deliver(rendered, letter(), patience())).toEqual({ providerId: "re_letter-1" })
    expect([...provider.delivered.values()]).toMatchObject([
      { key: "letter-1", to: "bob@example.com", subject: rendered.subject, text: rendered.text },
    ])
  })

  it("gets the headers that a letter of its kind has", async () => {
    const { deliver, provider } = await viaResend()
    await deliver({ ...rendered, optOut: OPT_OUT }, letter(), patience())
    expect(provider.delivered.get("letter-1")?.headers).toEqual({
      "Auto-Submitted": "auto-generated",
      "List-Unsubscribe": "<https://muster.example.com/api/opt-out?token=abc>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    })
    await deliver(rendered, letter({ id: "letter-2" }), patience())
    expect(provider.delivered.get("letter-2")?.headers).toEqual({ "Auto-Submitted": "auto-generated" })
  })

  it("is told our id of the letter, which it tells back", async () => {
    const { deliver, provider } = await viaResend()
    await deliver(rendered, letter(), patience())
    expect(provider.delivered.get("letter-1")?.tags).toEqual([{ name: "letter", value: "letter-1" }])
  })

  it.each([
    ["busy", "retry", 120],
    ["broken", "ambiguous", 0],
    ["resets", "ambiguous", 0],
    ["takes it and resets", "ambiguous", 0],
    ["refuses", "permanent", 0],
  ] as const)("that %s is a failure of the kind %s", async (mood, kind, retryAfterSeconds) => {
    const { deliver } = await viaResend(() => mood)
    expect(await failureOf(deliver(rendered, letter(), patience()))).toMatchObject({ kind, retryAfterSeconds })
  })

  it.each([
    [{ status: 401, name: "missing_api_key" }, "account"],
    [{ status: 401, name: "restricted_api_key" }, "account"],
    [{ status: 403, name: "invalid_api_key" }, "account"],
    [{ status: 403, name: "validation_error", message: "The example.com domain is not verified." }, "account"],
    [{ status: 402, name: "payment_required" }, "account"],
    [{ status: 404, name: "not_found" }, "account"],
    [{ status: 422, name: "invalid_from_address" }, "account"],
    [{ status: 429, name: "daily_quota_exceeded" }, "account"],
    [{ status: 429, name: "monthly_quota_exceeded" }, "account"],
    [{ status: 422, name: "validation_error", message: "Invalid `to` field." }, "permanent"],
    [{ status: 422, name: "invalid_parameter" }, "permanent"],
    [{ status: 429, name: "rate_limit_exceeded" }, "retry"],
    [{ status: 503, name: "application_error" }, "ambiguous"],
  ] as const)("that answers %j is a failure of the kind %s", async (mood, kind) => {
    const { deliver } = await viaResend(() => ({ message: mood.name, ...mood }))
    expect(await failureOf(deliver(rendered, letter(), patience()))).toMatchObject({ kind })
  })

  it("that hangs is given up at the deadline", async () => {
    const { deliver } = await viaResend(() => "hangs")
    expect(await failureOf(deliver(rendered, letter(), AbortSignal.timeout(200)))).toMatchObject({ kind: "ambiguous" })
  })

  it("that refuses is quoted without the address", async () => {
    const { deliver } = await viaResend(() => "refuses")
    const { reason } = await failureOf(deliver(rendered, letter(), patience()))
    expect(reason).toContain("suppressed")
    expect(reason).not.toContain("bob@example.com")
  })
})

describe("SMTP", () => {
  it("carries one letter in text and HTML to one recipient, marked as written by a program", async () => {
    const { deliver, mails } = await viaSmtp()
    expect(await deliver(rendered, letter(), patience())).toEqual({ providerId: "<letter-1@example.com>" })
    const [mail] = mails
    const parsed = await PostalMime.parse(mail?.raw ?? "")
    expect(mail?.recipients).toEqual(["bob@example.com"])
    expect(parsed).toMatchObject({ subject: rendered.subject, messageId: "<letter-1@example.com>" })
    expect(parsed.to).toEqual([{ address: "bob@example.com", name: "" }])
    expect(parsed.html?.trim()).toBe(rendered.html)
    expect(parsed.text?.trim()).toBe(rendered.text)
    expect(parsed.headers).toContainEqual(expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }))
    expect(parsed.headers.map(({ key }) => key)).not.toContain("list-unsubscribe")
    expect(parsed.cc ?? parsed.bcc).toBeUndefined()
  })

  it("says in its headers where no more of an invitation's kind can be had, by a post only where that is encrypted", async () => {
    const { deliver, mails } = await viaSmtp()
    for (const optOut of [OPT_OUT, OPT_OUT.replace("https", "http")])
      await deliver({ ...rendered, optOut }, letter(), patience())
    const headers = await Promise.all(mails.map(async ({ raw }) => (await PostalMime.parse(raw)).headers))
    const of = (name: string) => headers.map((all) => all.find(({ key }) => key === name)?.value)
    expect(of("list-unsubscribe")).toEqual([
      "<https://muster.example.com/api/opt-out?token=abc>",
      "<http://muster.example.com/api/opt-out?token=abc>",
    ])
    expect(of("list-unsubscribe-post")).toEqual(["List-Unsubscribe=One-Click", undefined])
  })

  it("carries the same Message-ID at every try", async () => {
    const { deliver, mails } = await viaSmtp()
    await deliver(rendered, letter(), patience())
    await deliver(rendered, letter({ attempts: 2 }), patience())
    const ids = await Promise.all(mails.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId))
    expect(new Set(ids).size).toBe(1)
  })

  it.each([
    ["AUTH", 535, "5.7.8 Username and Password not accepted", "account"],
    ["AUTH", 534, "5.7.9 Application-specific password required", "account"],
    ["AUTH", 454, "4.7.0 Temporary authentication failure", "account"],
    ["CONN", 554, "5.7.1 Your address is on a list", "account"],
    ["MAIL", 530, "5.7.0 Authentication required", "account"],
    ["MAIL", 550, "5.1.0 Sender rejected", "account"],
    ["MAIL", 553, "5.7.1 Sender address rejected: not owned by user", "account"],
    ["MAIL", 452, "4.3.1 Over quota", "account"],
    ["MAIL", 451, "4.3.0 Try later", "retry"],
    ["MAIL", 552, "5.3.4 Message size exceeds the limit", "permanent"],
    ["RCPT", 550, "5.1.1 No such user", "permanent"],
    ["RCPT", 550, "5.2.1 The mailbox does not accept messages", "permanent"],
    ["RCPT", 552, "5.2.2 The recipient's mailbox is over quota", "permanent"],
    ["RCPT", 450, "4.2.1 The mailbox is busy", "retry"],
    ["RCPT", 452, "4.2.2 The recipient's mailbox is full", "retry"],
    ["RCPT", 554, "5.7.1 Relay access denied", "account"],
    ["RCPT", 550, "5.4.5 Daily sending quota exceeded", "account"],
    ["RCPT", 530, "5.7.1 Authentication required", "account"],
    ["DATA", 552, "5.2.2 The sender's storage is exceeded", "account"],
    ["DATA", 452, "4.3.1 Insufficient system storage", "account"],
    ["DATA", 550, "5.4.5 Daily user sending limit exceeded", "account"],
    ["DATA", 550, "5.7.60 Client does not have permissions to send as this sender", "account"],
    ["DATA", 454, "Throttling failure: Daily message quota exceeded", "account"],
    ["DATA", 554, "Message rejected: Email address is not verified", "account"],
    ["DATA", 550, "The from address does not match a verified Sender Identity", "account"],
    ["DATA", 552, "5.3.4 Message too big", "permanent"],
    ["DATA", 554, "5.7.1 Message refused as spam", "permanent"],
    ["DATA", 550, "5.6.0 Bad header", "permanent"],
    ["DATA", 451, "4.7.1 Greylisted", "retry"],
  ] as const)("that answers %s with %i %s is a failure of the kind %s", async (at, code, words, kind) => {
    const { deliver } = await viaSmtp({ at, code, words })
    const failure = await failureOf(deliver(rendered, letter(), patience()))
    expect(`${failure.kind} ${failure.reason}`).toBe(`${kind} SMTP: ${code} ${words}`)
  })

  it("is logged in to with what its address says, and nothing of that is printed", async () => {
    const warnings: string[] = []
    const listen = (warning: Error) => warnings.push(`${warning}`)
    process.on("warning", listen)
    closing.push(() => process.off("warning", listen))
    const { port, logins } = await viaSmtp()
    const server = environment.def.left.shape.SMTP_URL.parse(`smtp://us%40er:Ge%23heim%2F%25@127.0.0.1:${port}`)
    await smtp({ server: server as SmtpServer, from })(rendered, letter(), patience())
    expect(logins).toEqual(["us@er Ge#heim/%"])
    await new Promise(setImmediate)
    expect(warnings.join()).not.toContain("heim")
  })

  it("that nobody answers is tried again", async () => {
    const deliver = smtp({
      server: { host: "127.0.0.1", port: Number(new URL(await silence()).port), secure: false },
      from,
    })
    expect(await failureOf(deliver(rendered, letter(), patience()))).toMatchObject({ kind: "retry" })
  })
})

describe("Twilio", () => {
  const text = { subject: "", html: null, text: "Your link: http://localhost/invite?token=abc" }
  const sms = (over = {}) => letter({ channel: "sms", recipient: "+8613800138000", ...over })

  it("gets one text message", async () => {
    const { deliver, provider } = await viaTwilio()
    const { providerId } = await deliver(text, sms(), patience())
    expect(provider.messages).toMatchObject([{ sid: providerId, to: "+8613800138000", body: text.text, callback: "" }])
  })

  it("is told where to say what became of it, where that is an address of the internet", async () => {
    const { deliver, provider } = await viaTwilio(undefined, "https://muster.example.com/api/webhooks/twilio")
    await deliver(text, sms(), patience())
    const [{ callback } = {}] = provider.messages
    expect(callback).toBe("https://muster.example.com/api/webhooks/twilio?letter=letter-1")
  })

  it("that took a message without saying so is not given it again", async () => {
    let mood: Mood = "takes it and resets"
    const { deliver, provider } = await viaTwilio(() => mood)
    expect(await failureOf(deliver(text, sms({ attempts: 1 }), patience()))).toMatchObject({ kind: "ambiguous" })
    mood = "well"
    const { providerId } = await deliver(text, sms({ attempts: 2 }), patience())
    expect(provider.messages.map(({ sid }) => sid)).toEqual([providerId])
  })

  it("is given a letter whose words are those of an older one", async () => {
    const { deliver, provider } = await viaTwilio()
    await deliver(text, sms(), patience())
    for (const message of provider.messages) message.date_created = new Date(Date.now() - 60_000).toUTCString()
    await deliver(text, sms({ attempts: 2, firstTriedAt: new Date() }), patience())
    expect(provider.messages).toHaveLength(2)
  })

  it("that could not deliver a message is given it again", async () => {
    const { deliver, provider } = await viaTwilio()
    await deliver(text, sms(), patience())
    for (const message of provider.messages) message.status = "undelivered"
    await deliver(text, sms({ attempts: 2 }), patience())
    expect(provider.messages).toHaveLength(2)
  })

  it.each([
    ["busy", "retry", 120],
    ["broken", "ambiguous", 0],
    ["refuses", "permanent", 0],
  ] as const)("that %s is a failure of the kind %s", async (mood, kind, retryAfterSeconds) => {
    const { deliver } = await viaTwilio(() => mood)
    expect(await failureOf(deliver(text, sms(), patience()))).toMatchObject({ kind, retryAfterSeconds })
  })

  it.each([
    [{ status: 401, code: 20003, message: "Authenticate" }, "account"],
    [{ status: 403, code: 20005, message: "Account not active" }, "account"],
    [{ status: 404, code: 20404, message: "The requested resource was not found" }, "account"],
    [{ status: 400, code: 21212, message: "Invalid From number" }, "account"],
    [{ status: 400, code: 21606, message: "The From number is not yours" }, "account"],
    [{ status: 400, code: 21659, message: "From is no Twilio number" }, "account"],
    [{ status: 400, code: 21660, message: "Mismatch between the From number and the account" }, "account"],
    [{ status: 429, code: 63038, message: "Account exceeded the daily messages limit" }, "account"],
    [{ status: 400, code: 21211, message: "Invalid To number" }, "permanent"],
    [{ status: 403, code: 21408, message: "Permission for the region has not been enabled" }, "permanent"],
    [{ status: 403, code: 21608, message: "The number is unverified" }, "permanent"],
    [{ status: 400, code: 21610, message: "The recipient has unsubscribed" }, "permanent"],
    [{ status: 429, code: 20429, message: "Too many requests" }, "retry"],
  ] as const)("that answers %j is a failure of the kind %s", async (mood, kind) => {
    const { deliver } = await viaTwilio(() => mood)
    expect(await failureOf(deliver(text, sms(), patience()))).toMatchObject({ kind })
  })

  it("that nobody answers is tried again", async () => {
    const deliver = twilio({ accountSid: "AC1", authToken: "t", from: "+15005550006", baseUrl: await silence() })
    expect(await failureOf(deliver(text, sms(), patience()))).toMatchObject({ kind: "retry" })
  })
})

describe("Whatever the transport", () => {
  const forged = [
    "bob@example.com\r\nBcc: eve@example.com",
    "bob@example.com,eve@example.com",
    "Bob <bob@example.com>",
    "",
  ]

  it.each(forged)("the recipient %j is refused, for it is not one address", async (recipient) => {
    for (const { deliver, seen } of [await viaResend(), await viaSmtp()]) {
      expect(await failureOf(deliver(rendered, letter({ recipient }), patience()))).toMatchObject({ kind: "permanent" })
      expect(seen()).toBe(0)
    }
  })

  it("a subject with a line break never leaves", async () => {
    const subject = "Hello\r\nBcc: eve@example.com"
    for (const { deliver, seen } of [await viaResend(), await viaSmtp()]) {
      const failure = await failureOf(deliver({ ...rendered, subject }, letter(), patience()))
      expect(failure.kind).toBe("permanent")
      expect(seen()).toBe(0)
    }
  })

  it("what it says is kept with its codes, and without addresses, telephone numbers and links", () => {
    const reasonOf = (said: string) => new DeliveryFailure("permanent", `SMTP: ${said}`).reason
    expect(reasonOf("550 5.1.1 <bob@example.com> unknown")).toBe("SMTP: 550 5.1.1 … unknown")
    expect(reasonOf("535 5.7.8 see https://example.com/help")).toBe("SMTP: 535 5.7.8 see …")
    expect(reasonOf("554 5.2.252 SendAsDenied")).toBe("SMTP: 554 5.2.252 SendAsDenied")
    expect(reasonOf("550 5.7.60 to +86 138 0013 8000 or 13800138000")).toBe("SMTP: 550 5.7.60 to … or …")
    expect(reasonOf("13800138000 and 555-0132 99")).toBe("SMTP: … and …")
  })

  it("Retry-After is understood as seconds and as a date", () => {
    expect(retryAfter("30")).toBe(30)
    expect(retryAfter(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(55)
    expect(retryAfter("soon")).toBe(0)
  })
})

/** An address at which nobody listens. */
async function silence() {
  const { url, close } = await resendStandIn()
  await close()
  return url
}

async function viaResend(mood?: () => Mood) {
  const provider = await resendStandIn(mood)
  closing.push(provider.close)
  return {
    provider,
    deliver: resend({ key: "re_test", from, baseUrl: provider.url }),
    seen: () => provider.tries.length,
  }
}

async function viaTwilio(mood?: () => Mood, callback?: string) {
  const provider = await twilioStandIn(mood)
  closing.push(provider.close)
  const deliver = twilio({ accountSid: "AC1", authToken: "t", from: "+15005550006", baseUrl: provider.url, callback })
  return { provider, deliver }
}

interface Refusal {
  at: "CONN" | "AUTH" | "MAIL" | "RCPT" | "DATA"
  code: number
  words: string
}

async function viaSmtp(refusal?: Refusal) {
  const logins: string[] = []
  const answerAt = (at: Refusal["at"]) =>
    refusal?.at === at ? Object.assign(new Error(refusal.words), { responseCode: refusal.code }) : null
  const mails: { recipients: string[]; raw: Buffer }[] = []
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onConnect: (_, answer) => answer(answerAt("CONN")),
    onAuth({ username, password }, _, answer) {
      logins.push(`${username} ${password}`)
      answer(answerAt("AUTH"), { user: username })
    },
    onMailFrom: (_, __, answer) => answer(answerAt("MAIL")),
    onRcptTo: (_, __, answer) => answer(answerAt("RCPT")),
    async onData(stream, { envelope }, answer) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk)
      mails.push({ recipients: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks) })
      answer(answerAt("DATA"))
    },
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)))
  const { port } = server.server.address() as AddressInfo
  const auth = refusal?.at === "AUTH" ? { auth: { user: "user", pass: "pass" } } : {}
  const deliver = smtp({ server: { host: "127.0.0.1", port, secure: false, ...auth }, from })
  return { mails, logins, port, deliver, seen: () => mails.length }
}

async function failureOf(delivery: ReturnType<Deliver>): Promise<DeliveryFailure> {
  const failure = await delivery.catch((error) => error)
  expect(failure).toBeInstanceOf(DeliveryFailure)
  return failure
}

function letter(over: Partial<LetterRow> = {}): LetterRow {
  return {
    id: "letter-1",
    template: "invitation",
    channel: "email",
    recipient: "bob@example.com",
    locale: "en",
    handshakeId: null,
    generation: null,
    page: null,
    verificationId: null,
    noticeId: null,
    words: {},
    state: "queued",
    attempts: 1,
    perhapsTaken: false,
    firstTriedAt: new Date(),
    nextTryAt: new Date(),
    sentAt: null,
    providerId: null,
    failure: null,
    fate: null,
    fateAt: null,
    createdAt: new Date(),
    ...over,
  }
}
