import { eq, type SQL, sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test } from "vitest"
import { handshakes, letters } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { consumeLimits } from "@/lib/core/limits"
import { accept, cancel, remindDue, resend } from "@/lib/handshake"
import { deliverDue } from "@/lib/letters/delivery"
import { renderLetter } from "@/lib/letters/render"
import { clockAfter, invited, newEmail, newPhone, organization, person, succeeded } from "@/lib/testing"
import { bugs, forgetRates, outcome, raced, rounds } from "@/lib/testing/races"

const ROUNDS = rounds(300)
const LONG = 240_000
const DAY = 86_400
/** An invitation lives seven days: it is reminded of from the fifth on. */
const [BEFORE, DUE, OVER] = ["4 days 23 hours", "5 days 1 hour", "7 days 1 hour"].map(clockAfter) as [
  SQL<Date>,
  SQL<Date>,
  SQL<Date>,
]

let world: Awaited<ReturnType<typeof testDatabase>>
let acme: Awaited<ReturnType<typeof organization>>
/** Whoever reminds looks at all that is due. */
beforeEach(async () => {
  world = await testDatabase({ pool: 10 })
  acme = await organization(world.db)
})
afterEach(() => world.close())

const remind = (clock = DUE) => remindDue({ db: world.db, clock })
const pass = async () => ({ providerId: "p" })

/** An invitation whose letter has arrived. */
async function sent(address = newEmail(), about: Parameters<typeof invited>[2] = {}) {
  const invitation = await invited(acme, address, about)
  await deliverDue(world.db, pass)
  return { ...invitation, address }
}

const remindersOf = (id: string) =>
  world.db
    .select()
    .from(letters)
    .where(sql`${letters.handshakeId} = ${id} and ${letters.template} = 'invitation-reminder'`)
const reminders = async (id: string) => (await remindersOf(id)).length

test("an invitation is reminded of once, two days before it ends, with the same link", async () => {
  const { id, token, generation, address } = await sent()
  expect(await remind(BEFORE)).toBe(0)
  expect(await remind()).toBe(1)
  expect(await remind()).toBe(0)
  expect(await remind(clockAfter("6 days 12 hours"))).toBe(0)
  const [letter] = await remindersOf(id)
  if (!letter) throw new Error("There is no reminder")
  expect(letter).toMatchObject({ state: "queued", generation, recipient: address })
  const { subject, html, text } = (await renderLetter(world.db, letter, DUE)) ?? {}
  expect(subject).toBe("Your invitation to Cloud Harbour ends in 2 days")
  for (const part of [html, text]) {
    expect(part).toContain(`/invite?token=${token}`)
    expect(part).toContain("Grace Lin has invited you to join Cloud Harbour on Muster. You can respond until ")
    expect(part).toContain("This is the only reminder.")
  }
})

test("a reminder speaks the language of the invited, and fits a text message", async () => {
  const guest = await person(world.db, { address: newPhone() })
  await world.db.execute(sql`update accounts set locale = 'zh-CN' where id = ${guest.id}`)
  const { id, token } = await sent(guest.address)
  await remind()
  const [letter] = await remindersOf(id)
  const { subject, text } = (letter && (await renderLetter(world.db, letter, DUE))) ?? {}
  expect(subject).toBe("Cloud Harbour 的邀请将在 2 天后到期")
  expect(text).toMatch(/^【Muster】提醒：Grace Lin 邀请您加入 Cloud Harbour，请在 .+ 之前处理：http/)
  expect(text).toContain(token)
})

test("one that is found late says that it ends soon", async () => {
  const { id } = await sent()
  const late = clockAfter("6 days 6 hours")
  await remind(late)
  const [letter] = await remindersOf(id)
  expect((letter && (await renderLetter(world.db, letter, late)))?.subject).toBe(
    "Your invitation to Cloud Harbour ends soon",
  )
})

test("none is reminded of after an answer, after it was revoked or when it is over", async () => {
  const guest = await person(world.db)
  const [accepted, revoked, over] = [await sent(guest.address), await sent(), await sent()]
  await accept(guest.ctx, { token: accepted.token })
  await cancel(acme.owner.ctx, { id: revoked.id })
  expect(await remind(OVER)).toBe(0)
  await cancel(acme.owner.ctx, { id: over.id })
  expect(await remind()).toBe(0)
})

test.each(["queued", "failed", "bounced", "complained"] as const)(
  "one whose letter is %s is not reminded of",
  async (delivery) => {
    const { id } = await sent()
    await world.db.update(handshakes).set({ delivery }).where(eq(handshakes.id, id))
    expect(await remind()).toBe(1)
    expect(await reminders(id)).toBe(0)
  },
)

test("one that lives for three days is not reminded of, and one of four days is", async () => {
  const [short, long] = [
    await sent(newEmail(), { lifetimeSeconds: 3 * DAY }),
    await sent(newEmail(), { lifetimeSeconds: 4 * DAY }),
  ]
  await remind(clockAfter("2 days 1 hour"))
  expect([await reminders(short.id), await reminders(long.id)]).toEqual([0, 1])
})

test("one whose inviter has lost the right is not reminded of, for nobody could accept it", async () => {
  const { id } = await sent()
  await succeeded(world.db, acme, await memberOf())
  await remind()
  expect(await reminders(id)).toBe(0)
})

test("each link that is sent is reminded of once", async () => {
  const { id } = await sent()
  await remind()
  await resend(acme.owner.ctx, { id })
  await deliverDue(world.db, pass)
  await forgetRates(world.db)
  expect(await remind(BEFORE)).toBe(0)
  await remind()
  const generations = (await remindersOf(id)).map(({ generation }) => generation)
  expect(generations).toEqual([1, 2])
})

test("a reminder counts for its recipient, and where nothing may be sent to them any more none is", async () => {
  const [full, free] = [await sent(), await sent()]
  const here = `${acme.id}:${full.address}`
  const ctx = { db: world.db, clock: DUE }
  for (let n = 0; n < 5; n++) await consumeLimits(world.db, ctx, [["invitesPerRecipientHere", here]])
  expect(await remind()).toBe(2)
  expect([await reminders(full.id), await reminders(free.id)]).toEqual([0, 1])
  expect(await remind()).toBe(0)
  for (let n = 0; n < 4; n++)
    await consumeLimits(world.db, ctx, [["invitesPerRecipientHere", `${acme.id}:${free.address}`]])
  const sixth = consumeLimits(world.db, ctx, [["invitesPerRecipientHere", `${acme.id}:${free.address}`]])
  await expect(sixth).rejects.toMatchObject({ code: "rate_reached" })
})

test("what becomes of a reminder is not shown as what became of the invitation", async () => {
  const { id } = await sent()
  await world.db.update(handshakes).set({ delivery: "delivered" }).where(eq(handshakes.id, id))
  await remind()
  await deliverDue(world.db, pass, DUE)
  const [letter] = await remindersOf(id)
  expect(letter).toMatchObject({ state: "sent" })
  const [row] = await world.db.select().from(handshakes).where(eq(handshakes.id, id))
  expect(row?.delivery).toBe("delivered")
})

test("a reminder that waits is dropped when the invitation is answered meanwhile", async () => {
  const guest = await person(world.db)
  const { id, token } = await sent(guest.address)
  await remind()
  await accept(guest.ctx, { token })
  await deliverDue(world.db, pass, DUE)
  expect(await remindersOf(id)).toMatchObject([{ state: "dropped" }])
})

test(`several workers send one reminder of each, ${ROUNDS} at once`, { timeout: LONG }, async () => {
  const ids: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    ids.push((await sent()).id)
    await forgetRates(world.db)
  }
  const worker = async () => {
    while ((await remind()) > 0);
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  for (const id of ids) expect(await reminders(id)).toBe(1)
})

test(`a reminder against an answer neither fails nor holds it up, ${ROUNDS} times`, { timeout: LONG }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const guest = await person(world.db)
    const { id, token } = await sent(guest.address)
    const answers = await raced([() => remind(), () => accept(guest.ctx, { token })], round)
    expect(bugs(answers)).toEqual([])
    expect(answers).toEqual(["done", "done"])
    expect(await reminders(id)).toBeLessThanOrEqual(1)
    expect(await outcome(accept(guest.ctx, { token }))).toBe("already_answered")
    await forgetRates(world.db)
  }
})

async function memberOf() {
  const someone = await person(world.db)
  const { token } = await invited(acme, someone.address)
  await accept(someone.ctx, { token })
  return someone
}
