import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { handshakes } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { databaseClock } from "@/lib/core/context"
import { resendInvitation, retryDelivery } from "@/lib/invitations/invitations"
import { listInvitations } from "@/lib/invitations/records"
import { deliverDue } from "@/lib/letters/delivery"
import { resendWebhook } from "@/lib/letters/webhooks/resend"
import { twilioWebhook } from "@/lib/letters/webhooks/twilio"
import { answerWebhook, type Webhook } from "@/lib/letters/webhooks/webhook"
import type { Fate } from "@/lib/shared/rows/delivery"
import { invited, newEmail, newPhone, organization } from "@/lib/testing"
import { eventOf, signedByResend, signedByTwilio, WEBHOOK_SECRET } from "@/lib/testing/letters/webhooks"
import { lettersOf } from "@/lib/testing/letters/world"
import { rounds } from "@/lib/testing/races"

const ORIGIN = "https://muster.example.com"
const BOUNCE = { type: "Permanent", subType: "General", message: "550 5.1.1 bob@example.com does not exist" }
const TWILIO = { authToken: "the token of an account", url: `${ORIGIN}/api/webhooks/twilio` }
const types = {
  delayed: "email.delivery_delayed",
  delivered: "email.delivered",
  failed: "email.failed",
  bounced: "email.bounced",
  complained: "email.complained",
} as const satisfies Record<Fate, string>

let world: Awaited<ReturnType<typeof testDatabase>>
let acme: Awaited<ReturnType<typeof organization>>
beforeAll(async () => {
  world = await testDatabase()
  acme = await organization(world.db)
})
afterAll(() => world.close())

const ctx = () => ({ db: world.db, clock: databaseClock })

/** An invitation whose letter the provider has taken. */
async function sent(address = newEmail(), from = acme) {
  const { id } = await invited(from, address)
  await deliverDue(world.db, async (_, { id }) => ({ providerId: `p-${id}` }))
  return { id, letter: await latest(id) }
}

async function latest(handshakeId: string) {
  const letter = (await lettersOf(world.db, handshakeId)).at(-1)
  if (!letter) throw new Error("There is no letter")
  return letter
}

async function shownOf(handshakeId: string) {
  const { delivery, deliveryAt: at, deliveryReason: reason } = handshakes
  const [row] = await world.db.select({ delivery, at, reason }).from(handshakes).where(eq(handshakes.id, handshakeId))
  return row
}

function post(body: string, headers: Record<string, string>, { webhook = resend(), path = "resend" } = {}) {
  const url = `http://127.0.0.1:3000/api/webhooks/${path}`
  return answerWebhook(ctx(), new Request(url, { method: "POST", body, headers }), webhook)
}

function resend(): Webhook | null {
  return resendWebhook(WEBHOOK_SECRET)
}

async function tell(event: object, signing: Parameters<typeof signedByResend>[1] = {}) {
  const body = JSON.stringify(event)
  return (await post(body, signedByResend(body, signing))).status
}

describe("What Resend tells", () => {
  test("stands on the record with reason and time", async () => {
    const { id, letter } = await sent()
    const at = new Date(Date.now() - 60_000)
    expect(await tell(eventOf(types.bounced, letter, { at, bounce: BOUNCE }))).toBe(200)
    const reason = "Resend: Permanent General 550 5.1.1 … does not exist"
    expect(await shownOf(id)).toEqual({ delivery: "bounced", at, reason })
    expect(await latest(id)).toMatchObject({ state: "sent", fate: "bounced", fateAt: at, failure: reason })
    const { rows } = await listInvitations(acme.owner.ctx, acme.inView, {})
    expect(rows.find((row) => row.id === id)).toMatchObject({ delivery: "bounced", failure: reason })
  })

  test.each([
    [["delayed", "delivered"]],
    [["delayed", "delivered", "failed"]],
    [["delayed", "delivered", "bounced", "complained"]],
  ] satisfies [Fate[]][])("is the same in whatever order it comes, and however often: %j", async (fates) => {
    for (const order of permutations(fates)) {
      const { id, letter } = await sent()
      for (const fate of [...order, ...order]) expect(await tell(eventOf(types[fate], letter))).toBe(200)
      expect(await shownOf(id), order.join()).toMatchObject({ delivery: fates.at(-1) })
      expect(await latest(id), order.join()).toMatchObject({ fate: fates.at(-1) })
    }
  })

  test("is the same where two of it come at once", async () => {
    for (let round = 0; round < rounds(100, 10); round++) {
      const { id, letter } = await sent()
      await Promise.all([types.complained, types.delivered, types.bounced].map((type) => tell(eventOf(type, letter))))
      expect(await shownOf(id)).toMatchObject({ delivery: "complained" })
    }
  })

  test("is found by the provider's own id where ours is not told", async () => {
    const { id, letter } = await sent()
    await tell(eventOf(types.delivered, letter, { tagged: false }))
    expect(await shownOf(id)).toMatchObject({ delivery: "delivered", reason: null })
  })

  test.each([
    ["delivered", "sent"],
    ["failed", "failed"],
  ] as const)(
    "is not lost where it comes before we have written down that the letter was sent: %s",
    async (fate, state) => {
      const { id } = await invited(acme, newEmail())
      await deliverDue(world.db, async (_, { id }) => {
        await tell(eventOf(types[fate], { id, providerId: `p-${id}` }))
        return { providerId: `p-${id}` }
      })
      expect(await shownOf(id)).toMatchObject({ delivery: fate })
      const letter = await latest(id)
      expect(letter).toMatchObject({ state, fate, providerId: `p-${letter.id}` })
    },
  )

  test("of an older generation changes nothing that is shown", async () => {
    const { id, letter } = await sent()
    await resendInvitation(acme.owner.ctx, { id })
    for (const type of [types.delivered, types.bounced, types.complained]) await tell(eventOf(type, letter))
    expect(await shownOf(id)).toEqual({ delivery: "queued", at: null, reason: null })
  })

  test("concerns one letter, though another organization has written to the same address", async () => {
    const [address, other] = [newEmail(), await organization(world.db, { name: "Northwind" })]
    const [mine, theirs] = [await sent(address), await sent(address, other)]
    await tell(eventOf(types.complained, mine.letter))
    expect(await shownOf(mine.id)).toMatchObject({ delivery: "complained" })
    expect(await shownOf(theirs.id)).toMatchObject({ delivery: "sent" })
    const forged = { id: theirs.letter.id, providerId: mine.letter.providerId }
    await tell(eventOf(types.delivered, forged))
    expect(await shownOf(theirs.id)).toMatchObject({ delivery: "sent" })
  })

  test("of a mailbox that was full can be tried again, and of an address that the provider gave up cannot", async () => {
    const [full, givenUp] = [await sent(), await sent()]
    const bounce = { type: "Transient", subType: "MailboxFull", message: "The mailbox is full." }
    await tell(eventOf(types.bounced, full.letter, { bounce }))
    await tell(eventOf("email.suppressed", givenUp.letter, { suppressed: { type: "bounce", message: "Suppressed" } }))
    expect(await shownOf(full.id)).toMatchObject({
      delivery: "failed",
      reason: "Resend: Transient MailboxFull The mailbox is full.",
    })
    expect(await shownOf(givenUp.id)).toMatchObject({ delivery: "bounced", reason: "Resend: Suppressed" })
    await retryDelivery(acme.owner.ctx, { id: full.id })
    expect(await shownOf(full.id)).toEqual({ delivery: "queued", at: null, reason: null })
    await tell(eventOf(types.delayed, full.letter))
    await tell(eventOf(types.bounced, full.letter, { bounce }))
    expect(await shownOf(full.id)).toMatchObject({ delivery: "queued" })
  })

  test("of a letter that nobody knows, or of something else, is taken and changes nothing", async () => {
    const { id, letter } = await sent()
    const unknown = { id: "019a0000-0000-7000-8000-000000000000", providerId: "p-unknown" }
    for (const event of [
      eventOf(types.bounced, unknown),
      eventOf("email.opened", letter),
      eventOf("email.sent", letter),
      eventOf(types.bounced, { ...letter, providerId: null }),
      { type: "contact.created", data: { email: "bob@example.com" } },
      ["strange"],
    ])
      expect(await tell(event)).toBe(200)
    expect(await shownOf(id)).toMatchObject({ delivery: "sent" })
  })

  test("is refused unless Resend has signed it, and signed it lately", async () => {
    const { id, letter } = await sent()
    const event = eventOf(types.complained, letter)
    const body = JSON.stringify(event)
    const headers = signedByResend(body)
    const other = `whsec_${Buffer.from("another secret").toString("base64")}`
    expect(await tell(event, { secret: other })).toBe(401)
    expect(await tell(event, { at: new Date(Date.now() - 10 * 60_000) })).toBe(401)
    expect((await post(body.replace("complained", "delivered"), headers)).status).toBe(401)
    expect((await post(body, {})).status).toBe(401)
    expect((await post(body, { ...headers, "svix-id": "another" })).status).toBe(401)
    expect((await post(body, { ...headers, "svix-signature": "v1" })).status).toBe(401)
    expect(await shownOf(id)).toMatchObject({ delivery: "sent" })
    expect((await post(body, headers)).status).toBe(200)
  })

  test("is refused where it is too much, or nothing is set up", async () => {
    const body = JSON.stringify({ type: "x".repeat(70_000) })
    expect((await post(body, signedByResend(body))).status).toBe(413)
    expect((await post("{}", signedByResend("{}"), { webhook: null })).status).toBe(404)
  })
})

describe("What Twilio tells", () => {
  async function texted() {
    const { id, letter } = await sent(newPhone())
    const say = async (posted: Record<string, string>, { letterId = letter.id, signed = TWILIO.authToken } = {}) => {
      const all = { MessageSid: letter.providerId ?? "", AccountSid: "AC1", To: letter.recipient, ...posted }
      const path = `twilio?letter=${letterId}`
      const headers = signedByTwilio(`${ORIGIN}/api/webhooks/${path}`, all, signed)
      const form = { ...headers, "content-type": "application/x-www-form-urlencoded" }
      return (await post(new URLSearchParams(all).toString(), form, { webhook: twilioWebhook(TWILIO), path })).status
    }
    return { id, letter, say }
  }

  test("stands on the record", async () => {
    const { id, say } = await texted()
    for (const MessageStatus of ["delivered", "sent", "queued"]) expect(await say({ MessageStatus })).toBe(200)
    expect(await shownOf(id)).toMatchObject({ delivery: "delivered", reason: null })
  })

  test.each([
    ["undelivered", "30003", "failed"],
    ["failed", "30008", "failed"],
    ["undelivered", "30005", "bounced"],
    ["undelivered", "30006", "bounced"],
  ])("as %s %s means %s", async (MessageStatus, ErrorCode, delivery) => {
    const { id, say } = await texted()
    expect(await say({ MessageStatus, ErrorCode })).toBe(200)
    expect(await shownOf(id)).toMatchObject({ delivery, reason: `Twilio: ${MessageStatus} ${ErrorCode}` })
  })

  test("is refused unless it is signed with the token of the account, over the address that it was given", async () => {
    const { id, letter, say } = await texted()
    expect(await say({ MessageStatus: "failed" }, { signed: "another token" })).toBe(401)
    const posted = { MessageSid: letter.providerId ?? "", MessageStatus: "failed" }
    const body = new URLSearchParams(posted).toString()
    const elsewhere = signedByTwilio(`https://evil.example/?letter=${letter.id}`, posted, TWILIO.authToken)
    const to = { webhook: twilioWebhook(TWILIO), path: `twilio?letter=${letter.id}` }
    expect((await post(body, elsewhere, to)).status).toBe(401)
    expect((await post(body, {}, to)).status).toBe(401)
    const here = signedByTwilio(`${TWILIO.url}?letter=${letter.id}`, posted, TWILIO.authToken)
    expect((await post(body.replace("failed", "delivered"), here, to)).status).toBe(401)
    expect(await shownOf(id)).toMatchObject({ delivery: "sent" })
    expect((await post(body, here, to)).status).toBe(200)
    expect(await shownOf(id)).toMatchObject({ delivery: "failed", reason: "Twilio: failed" })
  })
})

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}
