import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, audit, entities, letters, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { contactOf } from "@/lib/core/contacts"
import { inviteMember } from "@/lib/invitations/invitations"
import { renderLetter } from "@/lib/letters/render"
import { appointOperator, dismissOperator } from "@/lib/operator/operators"
import {
  approveCertification,
  certificationOf,
  listCertifications,
  rejectCertification,
  requestCertification,
  withdrawCertification,
} from "@/lib/organizations/certification"
import { forms } from "@/lib/shared/forms"
import { type EntityType, roles } from "@/lib/shared/roles"
import {
  clockAfter,
  invited,
  member,
  newEmail,
  newLicence,
  operator,
  organization,
  person,
  requested,
} from "@/lib/testing"
import { bugs, outcome, raced, rounds } from "@/lib/testing/races"

const ROUNDS = rounds(100)
const LONG = 120_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 10 }))
})
afterAll(() => close())

type Enterprise = Awaited<ReturnType<typeof organization>>
type Someone = Awaited<ReturnType<typeof person>>

const legal = (licenceNumber = newLicence(), name = "Paper Lantern Ltd.") => ({
  name,
  licenceNumber,
  type: "enterprise" as EntityType,
})
const uncertified = (on = db) => organization(on, { certified: false, name: "Paper Lantern" })
const submit = (from: Pick<Enterprise, "id" | "owner">, entity = legal()) => requested(from, entity)
const approve = ({ ctx }: Someone, id: string, shared = false) => approveCertification(ctx, { id, shared })
const reject = ({ ctx }: Someone, id: string, reason = "The licence has run out.") =>
  rejectCertification(ctx, { id, reason })
const withdraw = ({ ctx }: Someone, id: string) => withdrawCertification(ctx, { id })
const invite = ({ id, owner }: Enterprise) =>
  inviteMember(owner.ctx, { organizationId: id, contact: newEmail(), role: "member", note: "" })
const refusedFor = (code: string) => expect.objectContaining({ code })
const rowOf = async (id: string) => (await db.select().from(organizations).where(eq(organizations.id, id)))[0]
const lettersTo = ({ address, ctx }: Someone) =>
  ctx.db.select().from(letters).where(eq(letters.recipient, address)).orderBy(letters.id)
const auditOf = (organizationId: string, action: string) =>
  db.select().from(audit).where(sql`${audit.organizationId} = ${organizationId} and ${audit.action} = ${action}`)
const everything = async () =>
  (
    await db.execute(sql`
      select (select json_agg(json_build_array(id, state, reason, settled_by) order by id) from handshakes) as handshakes,
             (select json_agg(json_build_array(id, entity_id, entity_alone) order by id) from organizations) as organizations,
             (select count(*) from entities) as entities, (select count(*) from letters) as letters,
             (select count(*) from audit where refusal is null) as audit`)
  )[0]

/** The seat changes hands, as an ownership transfer does it. */
const passSeat = (organizationId: string, from: Someone, to: Someone) =>
  db.transaction(async (tx) => {
    const role = (value: string, of: Someone) =>
      tx.execute(sql`update memberships set role = ${value}
        where organization_id = ${organizationId} and account_id = ${of.id}`)
    await role("member", from)
    await role("super_admin", to)
  })

describe("asking", () => {
  test("R2 only the super admin submits the legal person; every other role and outsiders are refused", async () => {
    const org = await uncertified()
    const others = await Promise.all(roles.slice(1).map((role) => member(db, org.id, role)))
    const before = await everything()
    for (const someone of others) {
      await expect(submit({ id: org.id, owner: someone })).rejects.toEqual(refusedFor("forbidden"))
    }
    for (const outsider of [await person(db), (await organization(db)).owner, await operator(db)]) {
      await expect(submit({ id: org.id, owner: outsider })).rejects.toEqual(refusedFor("not_found"))
    }
    expect((await everything())?.handshakes).toEqual(before?.handshakes)
    expect(await auditOf(org.id, "certification.propose")).toHaveLength(others.length + 3)
    await submit(org)
    expect(await certificationOf(org.owner.ctx, org.inView)).toMatchObject({
      entity: null,
      answerable: true,
      latest: {
        ...legal(expect.any(String)),
        applicant: "Grace Lin",
        status: "pending",
        orphaned: false,
        reason: null,
      },
    })
  })

  test("one request waits at a time, and none is taken from who is certified", async () => {
    const org = await uncertified()
    const { id } = await submit(org)
    await expect(submit(org)).rejects.toMatchObject({ code: "already_pending", extra: { facts: { id } } })
    await approve(await operator(db), id)
    await expect(submit(org)).rejects.toEqual(refusedFor("already_certified"))
  })

  test("a request is withdrawn by the super admin alone, and another can be made", async () => {
    const org = await uncertified()
    const admin = await member(db, org.id, "admin")
    const { id } = await submit(org)
    await expect(withdraw(admin, id)).rejects.toEqual(refusedFor("forbidden"))
    await expect(withdraw(await person(db), id)).rejects.toEqual(refusedFor("not_found"))
    await withdraw(org.owner, id)
    await expect(approve(await operator(db), id)).rejects.toEqual(refusedFor("revoked"))
    expect(await certificationOf(org.owner.ctx, org.inView)).toMatchObject({
      entity: null,
      latest: { status: "revoked" },
    })
    await submit(org)
  })

  test("after thirty days a request has expired, and another can be made", async () => {
    const org = await uncertified()
    const sam = await operator(db)
    const { id } = await submit(org)
    const later = { ...org.owner.ctx, clock: clockAfter("30 days") }
    const almost = { ...org.owner.ctx, clock: clockAfter("29 days 23 hours") }
    const status = async (ctx: typeof later) => (await certificationOf(ctx, org.inView)).latest?.status
    expect([await status(almost), await status(later)]).toEqual(["pending", "expired"])
    for (const answer of [approveCertification, rejectCertification]) {
      const input = { id, shared: false, reason: "Too late." }
      await expect(answer({ ...sam.ctx, clock: later.clock }, input)).rejects.toEqual(refusedFor("expired"))
    }
    const waiting = await listCertifications({ ...sam.ctx, clock: later.clock }, { waiting: true })
    expect(waiting.rows.map((row) => row.id)).not.toContain(id)
    await requestCertification(later, { organizationId: org.id, ...legal() })
  })

  test("a licence number is the same however it is typed, and everything else is held to a form", () => {
    const read = (typed: Record<string, unknown>) =>
      forms.certification.safeParse({ organizationId: "o-abcdefghij", ...legal(), ...typed })
    expect(read({ licenceNumber: " 91330100-ma2c b3xh7k " }).data?.licenceNumber).toBe("91330100MA2CB3XH7K")
    for (const licenceNumber of ["", "123", "x".repeat(41), "91'; --", "中国1234"]) {
      expect(read({ licenceNumber }).success).toBe(false)
    }
    for (const name of ["", "A", "two\nlines", "x".repeat(201)]) expect(read({ name }).success).toBe(false)
    for (const type of ["", "company", null]) expect(read({ type }).success).toBe(false)
  })
})

describe("answering", () => {
  test("R2 once an operator has approved, the enterprise has its verified entity and can invite; before, it cannot", async () => {
    const org = await uncertified()
    await expect(invite(org)).rejects.toEqual(refusedFor("not_certified"))
    const { id } = await submit(org)
    await expect(invite(org)).rejects.toEqual(refusedFor("not_certified"))
    await approve(await operator(db), id)
    await invite(org)
    const { entity, latest } = await certificationOf(org.owner.ctx, org.inView)
    expect(entity).toMatchObject({ name: "Paper Lantern Ltd.", type: "enterprise", since: latest?.settledAt })
    expect(latest).toMatchObject({ status: "accepted" })
  })

  test("the accounts that are affiliated get the entity, other members do not", async () => {
    const org = await uncertified()
    const [affiliated, guest] = [await member(db, org.id), await member(db, org.id)]
    await db.update(memberships).set({ affiliated: true }).where(eq(memberships.accountId, affiliated.id))
    await approve(await operator(db), (await submit(org)).id)
    const entityId = (await rowOf(org.id))?.entityId
    const entityOf = async ({ id }: Someone) =>
      (await db.select().from(accounts).where(eq(accounts.id, id)))[0]?.entityId
    expect(entityId).toBeTruthy()
    expect([await entityOf(org.owner), await entityOf(affiliated), await entityOf(guest)]).toEqual([
      entityId,
      entityId,
      null,
    ])
  })

  test("a rejected enterprise learns the reason, cannot invite, and may ask again", async () => {
    const org = await uncertified()
    const sam = await operator(db)
    const { id } = await submit(org)
    await reject(sam, id)
    await expect(invite(org)).rejects.toEqual(refusedFor("not_certified"))
    const { entity, latest } = await certificationOf(org.owner.ctx, org.inView)
    expect(entity).toBeNull()
    expect(latest).toMatchObject({ status: "rejected", reason: "The licence has run out." })
    expect(JSON.stringify(latest)).not.toContain("Sam")
    await approve(sam, (await submit(org)).id)
    await invite(org)
  })

  test("only an operator answers, with a reason for a rejection; who else tries is refused and remembered", async () => {
    const org = await uncertified()
    const { id } = await submit(org)
    const members = [org.owner, ...(await Promise.all(roles.slice(1).map((role) => member(db, org.id, role))))]
    const outsiders = [await person(db), (await organization(db)).owner]
    const former = await operator(db)
    await dismissOperator({ db }, contactOf(former.address))
    const before = await everything()
    for (const [code, people] of Object.entries({ forbidden: members, not_found: [...outsiders, former] })) {
      for (const someone of people) {
        await expect(approve(someone, id)).rejects.toEqual(refusedFor(code))
        await expect(approve(someone, id, true)).rejects.toEqual(refusedFor(code))
        await expect(reject(someone, id)).rejects.toEqual(refusedFor(code))
        expect((await listCertifications(someone.ctx, { waiting: false })).rows).toEqual([])
      }
    }
    expect(await everything()).toEqual(before)
    const attempts = await auditOf(org.id, "certification.accept")
    expect(attempts).toHaveLength(2 * (members.length + outsiders.length + 1))
    for (const reason of ["", "   ", undefined]) expect(forms.reject.safeParse({ id, reason }).success).toBe(false)
  })

  test("an operator may be the super admin of the very enterprise, and the audit says who it was", async () => {
    const org = await uncertified()
    await appointOperator({ db }, contactOf(org.owner.address))
    const { id } = await submit(org)
    await approve(org.owner, id)
    expect(await auditOf(org.id, "certification.accept")).toMatchObject([
      { actorId: org.owner.id, handshakeId: id, refusal: null },
    ])
  })

  test("a request whose super admin has gone is not approved; the next one withdraws it and asks anew", async () => {
    const org = await uncertified()
    const [sam, next] = [await operator(db), await member(db, org.id, "admin")]
    const { id } = await submit(org)
    await passSeat(org.id, org.owner, next)
    expect((await certificationOf(next.ctx, org.inView)).latest).toMatchObject({ status: "pending", orphaned: true })
    for (const shared of [false, true]) {
      await expect(approve(sam, id, shared)).rejects.toEqual(refusedFor("initiator_not_entitled"))
    }
    expect(await rowOf(org.id)).toMatchObject({ entityId: null, entityAlone: true })
    const kept = await db.execute(sql`select action from audit where handshake_id = ${id} and refusal is not null`)
    expect(kept.map(({ action }) => action)).toEqual(["certification.accept", "certification.accept"])
    await withdraw(next, id)
    await approve(sam, (await submit({ id: org.id, owner: next })).id)
  })

  test("allowing an entity that nobody has yet allows nothing: the next enterprise is refused", async () => {
    const [one, two, sam] = [await uncertified(), await uncertified(), await operator(db)]
    const entity = legal()
    await approve(sam, (await submit(one, entity)).id, true)
    const { id } = await submit(two, entity)
    await expect(approve(sam, id)).rejects.toEqual(refusedFor("entity_taken"))
  })

  test("no other kind of handshake is answered by an operator's word", async () => {
    const org = await organization(db)
    const guest = await operator(db)
    const { id } = await invited(org, guest.address)
    const before = await everything()
    await expect(approve(guest, id)).rejects.toEqual(refusedFor("not_found"))
    await expect(approve(guest, id, true)).rejects.toEqual(refusedFor("not_found"))
    await expect(reject(guest, id)).rejects.toEqual(refusedFor("not_found"))
    await expect(withdraw(org.owner, id)).rejects.toEqual(refusedFor("not_found"))
    expect(await everything()).toEqual(before)
  })
})

describe("one entity", () => {
  test("belongs to one organization, unless an operator allows another; each further one needs a word of its own", async () => {
    const sam = await operator(db)
    const licence = newLicence()
    const [first, second, third] = [await uncertified(), await uncertified(), await uncertified()]
    await approve(sam, (await submit(first, legal(licence))).id)
    const again = await submit(second, legal(licence, "Lantern Holding"))
    await expect(approve(sam, again.id)).rejects.toEqual(refusedFor("entity_taken"))
    expect(await rowOf(second.id)).toMatchObject({ entityId: null, entityAlone: true })
    const { rows } = await listCertifications(sam.ctx, { waiting: true })
    expect(rows.find(({ id }) => id === again.id)?.taken).toEqual({
      name: "Paper Lantern Ltd.",
      by: ["Paper Lantern"],
    })
    await approve(sam, again.id, true)
    const [one, other] = [await rowOf(first.id), await rowOf(second.id)]
    expect(other).toMatchObject({ entityId: one?.entityId, entityAlone: false })
    expect(one?.entityAlone).toBe(true)
    expect(await auditOf(second.id, "certification.share")).toMatchObject([{ actorId: sam.id, target: licence }])
    const { id } = await submit(third, legal(licence))
    await expect(approve(sam, id)).rejects.toEqual(refusedFor("entity_taken"))
    expect(await db.select().from(entities).where(eq(entities.licenceNumber, licence))).toHaveLength(1)
  })

  test(`approved for two organizations by two operators at once, it belongs to exactly one, ${ROUNDS} times`, {
    timeout: LONG,
  }, async () => {
    const [sam, kim] = [await operator(db), await operator(db)]
    for (let round = 0; round < ROUNDS; round++) {
      const entity = legal()
      const [one, other] = [await uncertified(), await uncertified()]
      const requests = [await submit(one, entity), await submit(other, entity)] as const
      const answers = await Promise.all([outcome(approve(sam, requests[0].id)), outcome(approve(kim, requests[1].id))])
      expect(answers.sort()).toEqual(["done", "entity_taken"])
      const held = [await rowOf(one.id), await rowOf(other.id)].filter((row) => row?.entityId)
      expect(held).toMatchObject([{ entityAlone: true }])
    }
  })
})

test(`approval, withdrawal and rejection at once have one effect, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const [sam, kim] = [await operator(db), await operator(db)]
  const winners: Record<string, number> = { accept: 0, cancel: 0, decline: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const org = await uncertified()
    const { id } = await submit(org)
    const moves = [() => approve(sam, id, round % 2 === 1), () => withdraw(org.owner, id), () => reject(kim, id)]
    const answers = await raced(moves, round)
    expect(bugs(answers)).toEqual([])
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1)
    const answered = inArray(audit.action, ["certification.accept", "certification.cancel", "certification.decline"])
    const effects = await db
      .select({ action: audit.action })
      .from(audit)
      .where(and(eq(audit.handshakeId, id), isNull(audit.refusal), answered))
    expect(effects).toHaveLength(1)
    const winner = effects[0]?.action.replace("certification.", "") ?? ""
    winners[winner] = (winners[winner] ?? 0) + 1
    expect(Boolean((await rowOf(org.id))?.entityId)).toBe(winner === "accept")
    const told = (await lettersTo(org.owner)).map(({ template }) => template)
    const letter = { accept: ["certification-approved"], decline: ["certification-rejected"], cancel: [] }
    expect(told).toEqual(letter[winner as keyof typeof letter])
  }
  for (const count of Object.values(winners)) expect(count).toBeGreaterThan(0)
})

describe("letters", () => {
  test("every operator is told of a request, each in their own language; without any operator it waits quietly", async () => {
    const world = await testDatabase()
    const org = await uncertified(world.db)
    const { id } = await submit(org)
    expect(await certificationOf(org.owner.ctx, org.inView)).toMatchObject({ answerable: false })
    const [sam, mei] = [await operator(world.db), await operator(world.db)]
    await world.db.update(accounts).set({ locale: "zh-CN" }).where(eq(accounts.id, mei.id))
    expect((await listCertifications(sam.ctx, { waiting: true })).rows.map((row) => row.id)).toContain(id)
    await submit(await uncertified(world.db))
    const [english] = await lettersTo(sam)
    const [chinese] = await lettersTo(mei)
    if (!english || !chinese) throw new Error("no letter")
    const rendered = await renderLetter(world.db, english)
    expect(rendered?.text).toContain("Grace Lin requests certification of Paper Lantern as Paper Lantern Ltd.")
    expect(rendered?.html).toContain('href="http://localhost:3000/operator"')
    expect((await renderLetter(world.db, chinese))?.text).toContain(
      "Grace Lin 申请将 Paper Lantern 认证为 Paper Lantern Ltd.",
    )
    await world.close()
  })

  test("a request that was withdrawn is no longer told", async () => {
    const org = await uncertified()
    const sam = await operator(db)
    await withdraw(org.owner, (await submit(org)).id)
    const [letter] = await lettersTo(sam)
    expect(letter && (await renderLetter(db, letter))).toBeNull()
  })

  test("the applicant is told of the approval and of the rejection, with the reason in the operator's own words", async () => {
    const org = await uncertified()
    const sam = await operator(db)
    await reject(sam, (await submit(org)).id, "The name differs.\nSee https://evil.example")
    await approve(sam, (await submit(org)).id)
    const [no, yes] = await Promise.all((await lettersTo(org.owner)).map((letter) => renderLetter(db, letter)))
    expect(no?.text).toContain("An operator rejected the certification request for Paper Lantern.")
    expect(no?.text).toContain("The name differs.")
    expect(no?.text).not.toContain("https://evil")
    expect(no?.html).toContain(`href="http://localhost:3000/${org.id}/enterprise/information"`)
    expect(yes?.subject).toBe("Your organization on Muster is certified")
    expect(yes?.text).toContain("You can now invite members.")
    for (const letter of [no, yes]) expect(letter?.text).not.toContain("Sam")
  })
})

describe("operators", () => {
  test("are appointed and dismissed by a command, which the audit keeps; once is enough", async () => {
    const someone = await person(db)
    const contact = contactOf(someone.address)
    const isOperator = async () => (await db.select().from(accounts).where(eq(accounts.id, someone.id)))[0]?.operator
    for (const _ of ["once", "twice"]) await appointOperator({ db }, contact)
    expect(await isOperator()).toBe(true)
    await dismissOperator({ db }, contact)
    expect(await isOperator()).toBe(false)
    const kept = await db.select().from(audit).where(eq(audit.target, someone.id)).orderBy(audit.id)
    expect(kept).toMatchObject([
      { action: "operator.appoint", actorId: null, organizationId: null },
      { action: "operator.dismiss", actorId: null, organizationId: null },
    ])
    expect(await appointOperator({ db }, contactOf(newEmail()))).toBeUndefined()
  })

  test("see the requests of all organizations, latest first, page by page, and what became of them", async () => {
    const world = await testDatabase()
    const sam = await operator(world.db)
    for (let n = 0; n < 26; n++) await submit(await uncertified(world.db))
    const org = await uncertified(world.db)
    const { id } = await submit(org)
    const latest = await listCertifications(sam.ctx, { waiting: true })
    expect(latest.rows).toHaveLength(25)
    expect(latest.rows[0]).toMatchObject({ id, organizationId: org.id, contact: org.owner.address, taken: null })
    const rest = await listCertifications(sam.ctx, { waiting: true, cursor: latest.later ?? "" })
    expect(rest.rows).toHaveLength(2)
    await reject(sam, id)
    expect((await listCertifications(sam.ctx, { waiting: true })).rows[0]?.id).not.toBe(id)
    expect((await listCertifications(sam.ctx, { waiting: false })).rows[0]).toMatchObject({
      id,
      status: "rejected",
      settledBy: "Sam Okafor",
      reason: "The licence has run out.",
    })
    await world.close()
  })
})
