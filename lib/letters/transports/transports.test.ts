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
import { type Mood, resendStandIn, twilioStandIn } from "@/lib/testing/letters/providers"

const from = "Muster <muster@example.com>"
const patience = () => AbortSignal.timeout(10_000)
const rendered: Rendered = { subject: "邀请 & invitation", html: "<p>Hello <b>you</b></p>", text: "Hello you" }
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

describe("Resend", () => {
  it("gets the letter with its id as the idempotency key", async () => {
    const { deliver, provider } = await viaResend()
    expect(await deliver(rendered, letter(), patience())).toEqual({ providerId: "re_letter-1" })
    expect([...provider.delivered.values()]).toEqual([
      { key: "letter-1", to: "bob@example.com", subject: rendered.subject, text: rendered.text },
    ])
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
    expect(parsed.cc ?? parsed.bcc).toBeUndefined()
  })

  it("carries the same Message-ID at every try", async () => {
    const { deliver, mails } = await viaSmtp()
    await deliver(rendered, letter(), patience())
    await deliver(rendered, letter({ attempts: 2 }), patience())
    const ids = await Promise.all(mails.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId))
    expect(new Set(ids).size).toBe(1)
  })

  it.each([
    [450, "retry"],
    [550, "permanent"],
  ])("that answers %i is a failure of the kind %s", async (code, kind) => {
    const { deliver } = await viaSmtp(code)
    expect(await failureOf(deliver(rendered, letter(), patience()))).toMatchObject({ kind })
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
    expect(provider.messages).toMatchObject([{ sid: providerId, to: "+8613800138000", body: text.text }])
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

async function viaTwilio(mood?: () => Mood) {
  const provider = await twilioStandIn(mood)
  closing.push(provider.close)
  const deliver = twilio({ accountSid: "AC1", authToken: "t", from: "+15005550006", baseUrl: provider.url })
  return { provider, deliver }
}

async function viaSmtp(refusal?: number) {
  const mails: { recipients: string[]; raw: Buffer }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_, __, answer) => answer(refusal ? Object.assign(new Error("no"), { responseCode: refusal }) : null),
    async onData(stream, { envelope }, answer) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk)
      mails.push({ recipients: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks) })
      answer()
    },
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)))
  const { port } = server.server.address() as AddressInfo
  return {
    mails,
    deliver: smtp({ server: { host: "127.0.0.1", port, secure: false }, from }),
    seen: () => mails.length,
  }
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
    words: {},
    state: "queued",
    attempts: 1,
    firstTriedAt: new Date(),
    nextTryAt: new Date(),
    sentAt: null,
    providerId: null,
    failure: null,
    createdAt: new Date(),
    ...over,
  }
}
