import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  DeclineHandshakeCommand,
  DescribeHandshakeCommand,
  type Handshake,
  type HandshakeFilter,
  InviteAccountToOrganizationCommand,
  ListAccountsCommand,
  ListHandshakesForAccountCommand,
  ListHandshakesForOrganizationCommand,
  type Tag,
} from "@aws-sdk/client-organizations"
import { eq, sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { accounts, letters, memberships, tags } from "@/db/schema"
import { accept } from "@/lib/handshake"
import { invitationLink, inviteMember, viewInvitation } from "@/lib/invitations/invitations"
import { listInvitations } from "@/lib/invitations/records"
import { invited, member, newEmail, newPhone, organization, person, succeeded } from "@/lib/testing"
import { keyFor, testEndpoint, told } from "@/lib/testing/aws/endpoint"

const DAY = 24 * 60 * 60
const api = testEndpoint()

/** An enterprise that invites through the API. */
async function enterprise(about = {}) {
  const org = await organization(api.db, about)
  return { ...org, client: api.client(await keyFor(org.owner, { in: org })) }
}

/** An account that answers through the API, with a key of its own. */
async function account(about = {}) {
  const someone = await person(api.db, { name: "Juan Ortiz", ...about })
  const [row] = await api.db.select().from(accounts).where(eq(accounts.id, someone.id))
  return { ...someone, number: row?.number ?? "", client: api.client(await keyFor(someone)) }
}

type Enterprise = Awaited<ReturnType<typeof enterprise>>
type Account = Awaited<ReturnType<typeof account>>

async function invite(from: Enterprise, Id: string, more: { Notes?: string; Tags?: Tag[] } = {}): Promise<Handshake> {
  const Type = /^\d{12}$/.test(Id) ? "ACCOUNT" : "EMAIL"
  const answer = await from.client.send(new InviteAccountToOrganizationCommand({ Target: { Id, Type }, ...more }))
  return answer.Handshake ?? {}
}

function accepts({ client }: Account, { Id }: Handshake) {
  return client.send(new AcceptHandshakeCommand({ HandshakeId: Id }))
}

async function membershipOf({ id }: Account, organizationId: string) {
  const rows = await api.db.select().from(memberships).where(eq(memberships.accountId, id))
  return rows.find((row) => row.organizationId === organizationId)
}

async function list(who: Enterprise, Filter?: HandshakeFilter) {
  const { Handshakes = [] } = await who.client.send(new ListHandshakesForOrganizationCommand({ Filter }))
  return Handshakes
}

test("R36 R38 R46 R55 R58 R59 an account is invited by its number, and the answer is the whole handshake", async () => {
  const [acme, juan] = [await enterprise({ name: "Acme" }), await account()]
  const handshake = await invite(acme, juan.number, { Notes: "Join us." })
  const [owner] = await api.db.select().from(accounts).where(eq(accounts.id, acme.owner.id))
  expect(handshake).toMatchObject({
    State: "OPEN",
    Action: "INVITE",
    Parties: [
      { Id: acme.id, Type: "ORGANIZATION" },
      { Id: juan.number, Type: "ACCOUNT" },
    ],
    Resources: [
      {
        Type: "ORGANIZATION",
        Value: acme.id,
        Resources: [
          { Type: "MASTER_EMAIL", Value: acme.owner.address },
          { Type: "MASTER_NAME", Value: "Grace Lin" },
          { Type: "ORGANIZATION_FEATURE_SET", Value: "ALL" },
        ],
      },
      { Type: "ACCOUNT", Value: juan.number },
      { Type: "NOTES", Value: "Join us." },
    ],
  })
  expect(handshake.Arn).toBe(`arn:aws:organizations::${owner?.number}:handshake/${acme.id}/invite/${handshake.Id}`)
  const [from, until] = [handshake.RequestedTimestamp, handshake.ExpirationTimestamp].map((at) => at?.getTime() ?? 0)
  expect(((until ?? 0) - (from ?? 0)) / 1000).toBe(15 * DAY)
})

test("R37 R49 the owner of the invited account gets the letter, with the notes, wherever the account is reached", async () => {
  const [acme, juan, wei] = [await enterprise(), await account(), await account({ address: newPhone() })]
  const one = await invite(acme, juan.number, { Notes: "This is for Juan." })
  await invite(acme, wei.number)
  const sent = await api.db.select().from(letters).where(eq(letters.template, "invitation"))
  expect(sent.find(({ recipient }) => recipient === juan.address)).toMatchObject({
    words: { note: "This is for Juan.", number: juan.number, affiliates: "yes" },
  })
  expect(sent.find(({ recipient }) => recipient === wei.address)).toMatchObject({ channel: "sms" })
  expect(one.Id).toMatch(/^h-/)
})

test("R47 R60 the document's own example: an account is invited by e-mail address, with notes and without tags", async () => {
  const [bill, juan] = [await enterprise(), await account()]
  const Notes = "This is a request for Juan's account to join Bill's organization"
  const handshake = await invite(bill, juan.address, { Notes })
  expect(handshake.Parties?.[1]).toEqual({ Id: juan.address, Type: "EMAIL" })
  expect(handshake.Resources?.at(-1)).toEqual({ Type: "NOTES", Value: Notes })
  const { Handshake: accepted } = await accepts(juan, handshake)
  expect(accepted).toMatchObject({ Id: handshake.Id, State: "ACCEPTED" })
  expect(await membershipOf(juan, bill.id)).toMatchObject({ role: "member", affiliated: true, origin: "invitation" })
})

test("R47 an address that no account has yet is invited too; whoever verifies it later accepts", async () => {
  const [acme, address] = [await enterprise(), newEmail("later")]
  const handshake = await invite(acme, address.toUpperCase())
  const juan = await account({ address })
  const { Handshakes } = await juan.client.send(new ListHandshakesForAccountCommand())
  expect(Handshakes).toMatchObject([{ Id: handshake.Id, State: "OPEN" }])
  await accepts(juan, handshake)
  expect(await membershipOf(juan, acme.id)).toMatchObject({ affiliated: true })
})

test("R36 an account that accepts is a member account: it belongs to the enterprise and has its verified entity", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  await accepts(juan, await invite(acme, juan.number))
  const { Accounts } = await acme.client.send(new ListAccountsCommand())
  expect(Accounts?.find(({ Id }) => Id === juan.number)).toMatchObject({
    Email: juan.address,
    Name: "Juan Ortiz",
    Status: "ACTIVE",
    State: "ACTIVE",
    JoinedMethod: "INVITED",
  })
  const entities = await api.db.execute(sql`
    select a.entity_id = o.entity_id as same from accounts a, organizations o where a.id = ${juan.id} and o.id = ${acme.id}`)
  expect([...entities]).toEqual([{ same: true }])
})

test("R61 an invitation is answered by its account alone, and canceled by its sender alone", async () => {
  const [acme, juan, eve] = [await enterprise(), await account(), await account()]
  const { Id: HandshakeId } = await invite(acme, juan.number)
  const other = await enterprise()
  expect(await told(acme.client.send(new AcceptHandshakeCommand({ HandshakeId })))).toBe("AccessDeniedException")
  expect(await told(acme.client.send(new DeclineHandshakeCommand({ HandshakeId })))).toBe("AccessDeniedException")
  expect(await told(juan.client.send(new CancelHandshakeCommand({ HandshakeId })))).toBe("AccessDeniedException")
  for (const stranger of [eve.client, other.client])
    for (const command of [
      new AcceptHandshakeCommand({ HandshakeId }),
      new DeclineHandshakeCommand({ HandshakeId }),
      new CancelHandshakeCommand({ HandshakeId }),
      new DescribeHandshakeCommand({ HandshakeId }),
    ])
      expect(await told(stranger.send(command as DescribeHandshakeCommand))).toBe("HandshakeNotFoundException")
  const { Handshake: canceled } = await acme.client.send(new CancelHandshakeCommand({ HandshakeId }))
  expect(canceled?.State).toBe("CANCELED")
})

test("R56 R61 a handshake that has ended says how: the same answer again, or another one, is refused by name", async () => {
  const acme = await enterprise()
  const ends = [
    { end: AcceptHandshakeCommand, by: "account", other: DeclineHandshakeCommand },
    { end: DeclineHandshakeCommand, by: "account", other: AcceptHandshakeCommand },
    { end: CancelHandshakeCommand, by: "enterprise", other: CancelHandshakeCommand },
  ] as const
  for (const { end, by, other } of ends) {
    const juan = await account()
    const { Id: HandshakeId } = await invite(acme, juan.number)
    const ender = by === "account" ? juan.client : acme.client
    await ender.send(new end({ HandshakeId }))
    expect(await told(ender.send(new end({ HandshakeId })))).toBe("HandshakeAlreadyInStateException")
    const late = by === "account" ? other : AcceptHandshakeCommand
    expect(await told(juan.client.send(new late({ HandshakeId })))).toBe("InvalidHandshakeTransitionException")
    const { Handshake: seen } = await juan.client.send(new DescribeHandshakeCommand({ HandshakeId }))
    expect(["ACCEPTED", "DECLINED", "CANCELED"]).toContain(seen?.State)
  }
})

test("R56 fifteen days after it was made an invitation reads as expired, and nobody can answer it any more", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  const { Id: HandshakeId } = await invite(acme, juan.number)
  api.faults.clock = "15 days"
  const { Handshake: seen } = await juan.client.send(new DescribeHandshakeCommand({ HandshakeId }))
  const late = await told(juan.client.send(new AcceptHandshakeCommand({ HandshakeId })))
  api.faults.clock = "45 days 1 minute"
  const gone = await told(juan.client.send(new DescribeHandshakeCommand({ HandshakeId })))
  const { Handshakes } = await juan.client.send(new ListHandshakesForAccountCommand())
  api.faults.clock = "0 seconds"
  expect([seen?.State, late, gone]).toEqual([
    "EXPIRED",
    "InvalidHandshakeTransitionException",
    "HandshakeNotFoundException",
  ])
  expect(Handshakes).toEqual([])
  expect((await listInvitations(acme.owner.ctx, acme.inView, {})).rows).toHaveLength(1)
})

test("R61 the same invitation stands in the console's records, and its letter's link works in the browser", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  await invite(acme, juan.number, { Notes: "By a program" })
  const [record] = (await listInvitations(acme.owner.ctx, acme.inView, {})).rows
  expect(record).toMatchObject({ contact: juan.number, role: "member", affiliates: true, status: "pending" })
  const link = await invitationLink(acme.owner.ctx, { id: record?.id ?? "" })
  const token = new URL(link).searchParams.get("token") ?? ""
  const stranger = await account()
  expect(await viewInvitation(stranger.ctx, token)).toMatchObject({ state: "mismatch" })
  expect(await viewInvitation(juan.ctx, token)).toMatchObject({ state: "info", affiliates: true })
  await accept(juan.ctx, { token })
  expect(await membershipOf(juan, acme.id)).toMatchObject({ affiliated: true })
})

test("R61 an invitation from the console is answered through the door, and makes a member without affiliation", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  await inviteMember(acme.owner.ctx, {
    organizationId: acme.id,
    contact: juan.address,
    role: "dev_admin",
    note: "",
  } as Parameters<typeof inviteMember>[1])
  await invited(acme, newPhone())
  const [handshake, ...more] = await list(acme)
  expect(more, "telephone numbers are no party of the protocol").toEqual([])
  await accepts(juan, handshake ?? {})
  expect(await membershipOf(juan, acme.id)).toMatchObject({ role: "dev_admin", affiliated: false })
})

test("R35 R61 a pending invitation of the same account, by whatever name, is a duplicate; an ended one is none", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  const { Id: HandshakeId } = await invite(acme, juan.number)
  for (const name of [juan.number, juan.address])
    expect(await told(invite(acme, name))).toBe("DuplicateHandshakeException")
  await acme.client.send(new CancelHandshakeCommand({ HandshakeId }))
  const again = await invite(acme, juan.address)
  expect(await told(invite(acme, juan.number))).toBe("DuplicateHandshakeException")
  await juan.client.send(new DeclineHandshakeCommand({ HandshakeId: again.Id }))
  expect((await invite(acme, juan.number)).State).toBe("OPEN")
})

test("R36 an account that belongs to an organization cannot join another, and inviting a member is refused", async () => {
  const [acme, other, juan] = [await enterprise(), await enterprise(), await account()]
  const [first, second] = [await invite(acme, juan.number), await invite(other, juan.number)]
  await accepts(juan, first)
  const already = "HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION"
  expect(await told(accepts(juan, second))).toBe(already)
  for (const name of [juan.number, juan.address]) expect(await told(invite(acme, name))).toBe(already)
  const [owner] = await api.db.select().from(accounts).where(eq(accounts.id, acme.owner.id))
  expect(await told(invite(acme, owner?.number ?? "")), "oneself").toBe(already)
  expect(await membershipOf(juan, other.id)).toBeUndefined()
})

test("R36 a person who was invited in the console keeps role and door: invited as an account, it is affiliated too", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  const { token } = await invited(acme, juan.address, { role: "finance_admin" })
  await accept(juan.ctx, { token })
  await accepts(juan, await invite(acme, juan.number))
  expect(await membershipOf(juan, acme.id)).toMatchObject({ role: "finance_admin", affiliated: true })
})

test("R50 R51 tags are attached when the account joins, not before, and an empty value is a value", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  const Tags = [
    { Key: "CostCenter", Value: "42" },
    { Key: "Empty", Value: "" },
  ]
  const handshake = await invite(acme, juan.number, { Tags })
  expect(await api.db.select().from(tags).where(eq(tags.accountId, juan.id))).toEqual([])
  await accepts(juan, handshake)
  const attached = await api.db.select().from(tags).where(eq(tags.accountId, juan.id)).orderBy(tags.key)
  expect(attached.map(({ key, value }) => ({ Key: key, Value: value }))).toEqual(Tags)
})

test("R55 R61 both sides list handshakes in pages, filtered by action, and a token of another kind is refused", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  for (let n = 0; n < 3; n++) await invite(acme, newEmail("many"))
  await invite(acme, juan.number)
  const first = await acme.client.send(new ListHandshakesForOrganizationCommand({ MaxResults: 3 }))
  const second = await acme.client.send(
    new ListHandshakesForOrganizationCommand({ MaxResults: 3, NextToken: first.NextToken }),
  )
  expect([first.Handshakes?.length, second.Handshakes?.length, second.NextToken]).toEqual([3, 1, undefined])
  const ids = [...(first.Handshakes ?? []), ...(second.Handshakes ?? [])].map(({ Id }) => Id)
  expect(new Set(ids).size).toBe(4)
  expect(await list(acme, { ActionType: "INVITE" })).toHaveLength(4)
  expect(await list(acme, { ActionType: "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE" })).toEqual([])
  const { Handshakes } = await juan.client.send(new ListHandshakesForAccountCommand())
  expect(Handshakes).toHaveLength(1)
  const forged = new ListHandshakesForAccountCommand({ NextToken: Buffer.from("' or true").toString("base64url") })
  expect(await told(juan.client.send(forged))).toBe("InvalidInputException INVALID_NEXT_TOKEN")
})

test("an answered invitation stays with whoever answered it, although another has the address by now", async () => {
  const acme = await enterprise()
  const [juan, successor] = [await person(api.db), await person(api.db)]
  const { Id: HandshakeId } = await invite(acme, juan.address)
  const describe = async (who: typeof juan) =>
    told(api.client(await keyFor(who)).send(new DescribeHandshakeCommand({ HandshakeId })))
  await api.client(await keyFor(juan)).send(new AcceptHandshakeCommand({ HandshakeId }))
  await api.db.execute(sql`update accounts set email = ${newEmail()} where id = ${juan.id}`)
  await api.db.execute(sql`update accounts set email = ${juan.address} where id = ${successor.id}`)
  expect(await describe(juan)).toBe("done")
  expect(await describe(successor)).toBe("HandshakeNotFoundException")
})

test("R44 a former owner's keys are a member's from the next request on", async () => {
  const acme = await enterprise()
  const heir = await member(api.db, acme.id, "member", { name: "Mei Chen" })
  await succeeded(api.db, acme, heir)
  expect(await told(invite(acme, newEmail()))).toBe("AccessDeniedException")
  expect(await told(list(acme))).toBe("AccessDeniedException")
})

test("an invitation through the door is in the audit with the key that made it", async () => {
  const acme = await enterprise()
  await invite(acme, newEmail("audited"))
  const rows = await api.db.execute(sql`
    select action, detail ->> 'accessKey' ~ '^MUST' as key from audit
     where organization_id = ${acme.id} and action like 'invitation%'`)
  expect([...rows]).toEqual([{ action: "invitation.propose", key: true }])
})
