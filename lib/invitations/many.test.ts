import { randomUUID } from "node:crypto"
import { eq, inArray, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, handshakes, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { accept, cancel, type Outcome } from "@/lib/handshake"
import { editInvitation, inviteMember } from "@/lib/invitations/invitations"
import { inviteMany, previewInvitations, resendMany, revokeMany } from "@/lib/invitations/many"
import { removeMember } from "@/lib/members/members"
import { invited, member, newEmail, newPhone, organization, person, succeeded } from "@/lib/testing"
import { bugs, forgetRates, outcome, rounds, wrongSeats } from "@/lib/testing/races"

const LONG = 600_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 10 }))
})
afterAll(() => close())

type Organization = Awaited<ReturnType<typeof organization>>

const row = (contact = newEmail()) => ({ contact, role: "member" as "member" | "dev_admin", note: "" })
const rowsOf = (count: number) => Array.from({ length: count }, () => row())
const send = ({ id, owner }: Organization, rows = [row()], batch: string = randomUUID()) =>
  inviteMany(owner.ctx, { organizationId: id, batch, rows })
const previewed = ({ id, owner }: Organization, rows = [row()]) =>
  previewInvitations(owner.ctx, { organizationId: id, rows })
const preview = async (...of: Parameters<typeof previewed>) => (await previewed(...of)).outcomes
/** What came of each: `done` or the code of its refusal. */
const codes = (outcomes: Outcome<unknown>[]) => outcomes.map((one) => ("done" in one ? "done" : one.refused.code))
const count = (codes: string[], code = "done") => codes.filter((one) => one === code).length
const limited = (org: Organization, values: { quota?: number; dailyLimit?: number }) =>
  db.update(organizations).set(values).where(eq(organizations.id, org.id))
const lettersOf = async (organizationId: string) =>
  Number(
    (
      await db.execute(sql`select count(*) as n from letters l join handshakes h on h.id = l.handshake_id
        where h.organization_id = ${organizationId}`)
    )[0]?.n,
  )
const pendingOf = (org: Organization) =>
  db.$count(handshakes, sql`${handshakes.organizationId} = ${org.id} and ${handshakes.state} = 'open'`)

describe("a pasted list", () => {
  test("of two hundred with nine faults invites 191 at once and names each fault", async () => {
    const org = await organization(db)
    const here = await member(db, org.id)
    const pending = newEmail()
    await invited(org, pending)
    const foreign = await person(db)
    await db.execute(sql`update accounts set seller = 'other' where id = ${foreign.id}`)
    const good = rowsOf(191)
    const faults: [string, string][] = [
      ["no contact", "invalid_input"],
      [`${"x".repeat(400)}@example.com`, "invalid_input"],
      ["joe@exаmple.com", "look_alike"],
      ["0171 5550132", "country_needed"],
      [here.address, "already_member"],
      [pending, "already_pending"],
      [foreign.address, "other_seller"],
      [good[7]?.contact.toUpperCase() ?? "", "named_twice"],
      ["+1 510 555 013", "invalid_input"],
    ]
    const rows = [...good, ...faults.map(([contact]) => row(contact))]
    const expected = [...good.map(() => "done"), ...faults.map(([, code]) => code)]
    expect(codes(await preview(org, rows))).toEqual(expected)
    const sent = await send(org, rows)
    expect(codes(sent)).toEqual(expected)
    expect(await pendingOf(org)).toBe(192)
    expect(await lettersOf(org.id)).toBe(192)
    expect(await wrongSeats(db)).toEqual([])
    const first = sent[0]
    expect(first && "done" in first && first.done).toMatchObject({
      contact: good[0]?.contact,
      link: expect.stringContaining("/invite?token="),
    })
  })

  test("has a role, a note and a lifetime in each row, as the records show them", async () => {
    const org = await organization(db)
    const [one, two, three] = [newEmail(), newPhone(), newEmail()]
    const answers = await send(org, [
      { contact: one, role: "dev_admin", note: "Hello", days: 1 },
      { contact: two, role: "finance_admin", note: "", days: 30 },
      { contact: three, role: "member", note: "", days: 4 },
    ] as never)
    expect(codes(answers)).toEqual(["done", "done", "invalid_input"])
    const rows = await db
      .select()
      .from(handshakes)
      .where(eq(handshakes.organizationId, org.id))
      .orderBy(handshakes.lifetimeSeconds)
    expect(rows).toMatchObject([
      { subject: one, lifetimeSeconds: 86_400, terms: { role: "dev_admin", note: "Hello" } },
      { subject: two, lifetimeSeconds: 30 * 86_400, terms: { role: "finance_admin" } },
    ])
  })

  test("is written to each in the chosen language, else in their own, else in that of who invites", async () => {
    const org = await organization(db)
    const reader = await person(db)
    await db.execute(sql`update accounts set locale = 'zh-CN' where id = ${reader.id}`)
    const [stranger, other] = [newEmail(), newEmail()]
    const localeOf = async (contact: string) =>
      (await db.execute(sql`select locale from letters where recipient = ${contact} order by id desc limit 1`))[0]
        ?.locale
    await send(org, [row(reader.address), row(stranger)])
    expect([await localeOf(reader.address), await localeOf(stranger)]).toEqual(["zh-CN", "en"])
    const rows = [row(other)]
    const [sent] = await inviteMany(org.owner.ctx, {
      organizationId: org.id,
      batch: randomUUID(),
      rows,
      locale: "zh-CN",
    })
    expect(await localeOf(other)).toBe("zh-CN")
    const id = sent && "done" in sent ? sent.done.id : ""
    await editInvitation(org.owner.ctx, { id, role: "member", note: "Again" })
    expect(await localeOf(other)).toBe("zh-CN")
  })

  test("that names one person by mail and by number invites them once", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const phone = newPhone()
    await db.execute(sql`update accounts set phone = ${phone} where id = ${guest.id}`)
    expect(codes(await send(org, [row(guest.address), row(phone)]))).toEqual(["done", "named_twice"])
  })

  test("sent by whoever may not invite is refused as a whole, recorded once, and an outsider finds nothing", async () => {
    const org = await organization(db)
    const admin = await member(db, org.id, "admin")
    const input = { organizationId: org.id, batch: randomUUID(), rows: rowsOf(3) }
    await expect(inviteMany(admin.ctx, input)).rejects.toMatchObject({ code: "forbidden" })
    await expect(previewInvitations(admin.ctx, input)).rejects.toMatchObject({ code: "forbidden" })
    await expect(inviteMany((await person(db)).ctx, input)).rejects.toMatchObject({ code: "not_found" })
    expect(await pendingOf(org)).toBe(0)
    const refused = await db.select({ refusal: audit.refusal }).from(audit).where(eq(audit.actorId, admin.id))
    expect(refused).toEqual([{ refusal: "forbidden" }])
  })
})

describe("limits", () => {
  test("what the quota has no room for is named before and refused after, and the rest is sent", async () => {
    const org = await organization(db)
    await limited(org, { quota: 6 })
    const rows = rowsOf(8)
    const expected = [...Array(5).fill("done"), ...Array(3).fill("quota_reached")]
    expect(codes(await preview(org, rows))).toEqual(expected)
    expect(codes(await send(org, rows))).toEqual(expected)
    expect(await wrongSeats(db)).toEqual([])
  })

  test("a day lets as many be invited as the quota has places, unless an operator says otherwise", async () => {
    const org = await organization(db)
    expect(count(codes(await send(org, rowsOf(300))))).toBe(300)
    const other = await organization(db)
    await limited(other, { dailyLimit: 4 })
    const answers = await send(other, rowsOf(6))
    expect(codes(answers)).toEqual([...Array(4).fill("done"), "rate_reached", "rate_reached"])
    const last = answers[5]
    expect(last && "refused" in last && last.refused.extra).toMatchObject({ facts: { rule: "invitesPerOrganization" } })
  })

  test("of many that are sent again as many go as the day has left, and the others keep their links", async () => {
    const org = await organization(db)
    await limited(org, { dailyLimit: 6 })
    const ids = (await send(org, rowsOf(4))).flatMap((one) => ("done" in one ? one.done.id : []))
    const answers = await resendMany(org.owner.ctx, { organizationId: org.id, ids })
    expect(codes(answers)).toEqual(["done", "done", "rate_reached", "rate_reached"])
    const rows = await db.select().from(handshakes).where(inArray(handshakes.id, ids)).orderBy(handshakes.id)
    expect(rows.map(({ generation }) => generation).sort()).toEqual([1, 1, 2, 2])
  })

  test("what is left of the day is told before, and does not fall by looking", async () => {
    const org = await organization(db)
    await limited(org, { dailyLimit: 7 })
    await send(org, rowsOf(3))
    const rows = rowsOf(6)
    for (let times = 0; times < 2; times++) {
      const { outcomes, leftToday } = await previewed(org, rows)
      expect(leftToday).toBe(4)
      expect(count(codes(outcomes))).toBe(4)
    }
    expect((await previewed(org, [row("no contact")])).leftToday).toBeUndefined()
    const guest = await person(db)
    const { id } = await invited(org, guest.address)
    expect((await previewed(org)).leftToday).toBe(3)
    await accept(guest.ctx, { id })
    expect((await previewed(org)).leftToday).toBe(4)
    expect(codes(await send(org, rows))).toEqual([...Array(4).fill("done"), "rate_reached", "rate_reached"])
  })

  test("an invitation that is revoked before it was sent gives its count back, one that was sent does not", async () => {
    const org = await organization(db)
    await limited(org, { dailyLimit: 2 })
    const [unsent, sent] = [await invited(org, newEmail()), await invited(org, newEmail())]
    await db.execute(sql`update letters set state = 'sent' where handshake_id = ${sent.id}`)
    await cancel(org.owner.ctx, { id: sent.id })
    expect(codes(await send(org))).toEqual(["rate_reached"])
    await cancel(org.owner.ctx, { id: unsent.id })
    expect(codes(await send(org, rowsOf(2)))).toEqual(["done", "rate_reached"])
  })

  const quotas = rounds(300, 3)
  test(`fifty batches at once against a quota take exactly its places, ${quotas} times`, {
    timeout: LONG,
  }, async () => {
    for (let round = 0; round < quotas; round++) {
      const org = await organization(db)
      await limited(org, { quota: 101 })
      const batches = Array.from({ length: 50 }, () => send(org, rowsOf(3)))
      const all = (await Promise.all(batches)).flatMap(codes)
      expect([count(all), count(all, "quota_reached")]).toEqual([100, 50])
      await forgetRates(db)
    }
    expect(await wrongSeats(db)).toEqual([])
  })
})

describe("a batch that comes again", () => {
  const repeats = rounds(300, 10)
  test(`is the same batch, one after the other and at once, ${repeats} times`, { timeout: LONG }, async () => {
    for (let round = 0; round < repeats; round++) {
      const org = await organization(db)
      const [rows, batch] = [rowsOf(4), randomUUID()]
      const answers = await Promise.all([send(org, rows, batch), send(org, rows, batch)])
      answers.push(await send(org, rows, batch))
      const [first, ...others] = answers
      for (const other of others) expect(other).toEqual(first)
      expect(await pendingOf(org)).toBe(4)
      expect(await lettersOf(org.id)).toBe(4)
      await forgetRates(db)
    }
  })

  test("invites nobody twice in other terms, and says of whom it was that the invitation was revoked since", async () => {
    const org = await organization(db)
    const [one, two] = [row(), row()]
    const batch = randomUUID()
    const [, second] = await send(org, [one, two], batch)
    expect(codes(await send(org, [{ ...one, role: "dev_admin" as const }, two], batch))).toEqual([
      "already_pending",
      "done",
    ])
    await cancel(org.owner.ctx, { id: second && "done" in second ? second.done.id : "" })
    expect(codes(await send(org, [one, two], batch))).toEqual(["done", "revoked"])
    expect(codes(await send(org, [two]))).toEqual(["done"])
  })

  test("gives its links to nobody who may not invite any more, or is no member", async () => {
    const org = await organization(db)
    const [rows, batch] = [rowsOf(2), randomUUID()]
    await send(org, rows, batch)
    const heir = await member(db, org.id)
    await succeeded(db, org, heir)
    await expect(send(org, rows, batch)).rejects.toMatchObject({ code: "forbidden" })
    await removeMember(heir.ctx, { organizationId: org.id, accountId: org.owner.id })
    await expect(send(org, rows, batch)).rejects.toMatchObject({ code: "not_found" })
  })

  test("is another's where another sends it, and tells nobody else's links", async () => {
    const [org, other] = [await organization(db), await organization(db)]
    const [rows, batch] = [rowsOf(1), randomUUID()]
    const [mine, theirs] = [await send(org, rows, batch), await send(other, rows, batch)]
    expect(codes(theirs)).toEqual(["done"])
    expect(theirs).not.toEqual(mine)
  })
})

describe("many records", () => {
  test("are revoked together, each for itself, and no link of them opens anything then", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const [one, two] = [await invited(org, guest.address), await invited(org, newEmail())]
    const gone = await invited(org, newEmail())
    await cancel(org.owner.ctx, { id: gone.id })
    const foreign = await invited(await organization(db), newEmail())
    const ids = [one.id, gone.id, foreign.id, two.id, one.id, randomUUID()]
    const answers = await revokeMany(org.owner.ctx, { organizationId: org.id, ids })
    expect(codes(answers)).toEqual(["done", "revoked", "not_found", "done", "not_found"])
    await expect(accept(guest.ctx, { token: one.token })).rejects.toMatchObject({ code: "revoked" })
    expect(await pendingOf(org)).toBe(0)
    expect(await wrongSeats(db)).toEqual([])
  })

  test("are sent again together, with new links, while the old ones are dead", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const [one, two] = [await invited(org, guest.address), await invited(org, newEmail())]
    const answers = await resendMany(org.owner.ctx, { organizationId: org.id, ids: [one.id, two.id] })
    expect(codes(answers)).toEqual(["done", "done"])
    await expect(accept(guest.ctx, { token: one.token })).rejects.toMatchObject({ code: "link_invalid" })
    const [first] = answers
    const link = first && "done" in first ? first.done.link : ""
    await accept(guest.ctx, { token: new URL(link).searchParams.get("token") ?? "" })
  })

  test("are refused to whoever may not invite", async () => {
    const org = await organization(db)
    const { id } = await invited(org, newEmail())
    const admin = await member(db, org.id, "admin")
    const input = { organizationId: org.id, ids: [id] }
    expect(codes(await revokeMany(admin.ctx, input))).toEqual(["forbidden"])
    expect(codes(await resendMany(admin.ctx, input))).toEqual(["forbidden"])
    expect(codes(await revokeMany((await person(db)).ctx, input))).toEqual(["not_found"])
    expect(await pendingOf(org)).toBe(1)
  })

  const races = rounds(300, 10)
  test(`revoking against accepting the same has one effect each, ${races} times`, { timeout: LONG }, async () => {
    const ends = { accepted: 0, revoked: 0 }
    for (let round = 0; round < races; round++) {
      const { accepted, revoked } = await revokeWhileAccepting(6, round)
      ends.accepted += accepted
      ends.revoked += revoked
      await forgetRates(db)
    }
    expect(Math.min(ends.accepted, ends.revoked)).toBeGreaterThan(0)
    expect(await wrongSeats(db)).toEqual([])
  })

  const crowd = rounds(500, 60)
  test(`revoking ${crowd} at once while they are accepted has one effect each`, { timeout: LONG }, async () => {
    const { accepted, revoked } = await revokeWhileAccepting(crowd, 2)
    expect(accepted + revoked).toBe(crowd)
    expect(await wrongSeats(db)).toEqual([])
  })

  /** Of the first two rounds of six, one lets an acceptance be through before the rest, and one the batch. */
  async function revokeWhileAccepting(size: number, round: number) {
    const org = await organization(db)
    const guests = await Promise.all(Array.from({ length: size }, () => person(db)))
    const sent = await send(
      org,
      guests.map(({ address }) => row(address)),
    )
    const letters = sent.map((one) => ("done" in one ? one.done : { id: "", link: "http://none" }))
    const tokens = letters.map(({ link }) => new URL(link).searchParams.get("token") ?? "")
    const acceptAt = (n: number) => accept(guests[n]?.ctx ?? org.owner.ctx, { token: tokens[n] ?? "" })
    if (round % 6 === 0) await acceptAt(0)
    const revoking = revokeMany(org.owner.ctx, { organizationId: org.id, ids: letters.map(({ id }) => id) })
    if (round % 6 === 1) await revoking
    const answers = await Promise.all(guests.map((_, n) => outcome(acceptAt(n))))
    const revoked = count(codes(await revoking))
    expect(bugs(answers)).toEqual([])
    const accepted = await db.$count(
      handshakes,
      sql`${handshakes.organizationId} = ${org.id} and ${handshakes.state} = 'accepted'`,
    )
    expect(accepted + revoked).toBe(size)
    const effects = await db.execute(sql`
      select handshake_id from audit where organization_id = ${org.id} and refusal is null
         and action in ('invitation.accept', 'invitation.cancel') group by handshake_id having count(*) <> 1`)
    expect(effects).toEqual([])
    return { accepted, revoked }
  }
})

test("an invitation that waits is given another role, note and end; the old link is dead and the audit says what changed", async () => {
  const org = await organization(db)
  const guest = await person(db)
  const { id, link } = await inviteMember(org.owner.ctx, { organizationId: org.id, ...row(guest.address), days: 1 })
  const edited = await editInvitation(org.owner.ctx, { id, role: "dev_admin", note: "For the platform", days: 30 })
  const token = (url: string) => new URL(url).searchParams.get("token") ?? ""
  await expect(accept(guest.ctx, { token: token(link) })).rejects.toMatchObject({ code: "link_invalid" })
  const [entry] = await db
    .select({ detail: audit.detail })
    .from(audit)
    .where(sql`${audit.handshakeId} = ${id} and ${audit.action} = 'invitation.resend'`)
  expect(entry?.detail).toEqual({
    from: { role: "member", note: "" },
    to: { role: "dev_admin", note: "For the platform" },
  })
  const [kept] = await db.select().from(handshakes).where(eq(handshakes.id, id))
  expect(kept).toMatchObject({ lifetimeSeconds: 30 * 86_400, generation: 2 })
  await accept(guest.ctx, { token: token(edited.link) })
  const [joined] = await db.execute(sql`select role from memberships where account_id = ${guest.id}`)
  expect(joined).toEqual({ role: "dev_admin" })
})
