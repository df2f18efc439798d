import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  CreateOrganizationCommand,
  DeclineHandshakeCommand,
  DeleteOrganizationCommand,
  DescribeAccountCommand,
  DescribeHandshakeCommand,
  DescribeOrganizationCommand,
  EnableAllFeaturesCommand,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  ListHandshakesForAccountCommand,
  ListHandshakesForOrganizationCommand,
  RemoveAccountFromOrganizationCommand,
} from "@aws-sdk/client-organizations"
import { eq } from "drizzle-orm"
import { expect, test } from "vitest"
import { accounts, handshakes, organizations } from "@/db/schema"
import { certify } from "@/lib/effects/certify"
import { createdAccount, member, newEmail, newLicence, organization, person, succeeded } from "@/lib/testing"
import { keyFor, testEndpoint, told } from "@/lib/testing/aws/endpoint"
import { rounds } from "@/lib/testing/races"

const NOT_IN_USE = "AWSOrganizationsNotInUseException"
const api = testEndpoint()

async function account(about = {}) {
  const someone = await person(api.db, { name: "Juan Ortiz", ...about })
  const [row] = await api.db.select().from(accounts).where(eq(accounts.id, someone.id))
  return { ...someone, number: row?.number ?? "", client: api.client(await keyFor(someone)) }
}

async function enterprise() {
  const org = await organization(api.db)
  const [owner] = await api.db.select().from(accounts).where(eq(accounts.id, org.owner.id))
  return { ...org, number: owner?.number ?? "", client: api.client(await keyFor(org.owner, { in: org })) }
}

type Enterprise = Awaited<ReturnType<typeof enterprise>>
type Account = Awaited<ReturnType<typeof account>>

async function join(from: Pick<Enterprise, "client">, who: Account) {
  const Target = { Id: who.number, Type: "ACCOUNT" } as const
  const { Handshake } = await from.client.send(new InviteAccountToOrganizationCommand({ Target }))
  await who.client.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
}

/** An organization that an account has created through the API, with consolidated billing alone, and certified. */
async function billing(members: number) {
  const owner = await account({ name: "Bill" })
  const created = await owner.client.send(new CreateOrganizationCommand({ FeatureSet: "CONSOLIDATED_BILLING" }))
  const id = created.Organization?.Id ?? ""
  const entity = { name: "Bill Ltd.", licenceNumber: newLicence(), type: "enterprise" } as const
  await certify(api.db, { organizationId: id, initiatorId: owner.id }, entity)
  const joined = await Promise.all(Array.from({ length: members }, () => account()))
  for (const one of joined) await join(owner, one)
  return { id, owner, members: joined }
}

async function stateOf({ client }: Pick<Account, "client">, HandshakeId: string | undefined) {
  const { Handshake } = await client.send(new DescribeHandshakeCommand({ HandshakeId }))
  return Handshake?.State
}

test("an account in no organization creates one, belongs to it, and cannot create a second", async () => {
  const bill = await account({ name: "Bill" })
  expect(await told(bill.client.send(new DescribeOrganizationCommand()))).toBe(NOT_IN_USE)
  const { Organization } = await bill.client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }))
  expect(Organization).toMatchObject({
    FeatureSet: "ALL",
    MasterAccountId: bill.number,
    MasterAccountEmail: bill.address,
    AvailablePolicyTypes: [],
  })
  const { Organization: seen } = await bill.client.send(new DescribeOrganizationCommand())
  expect(seen).toEqual(Organization)
  expect(await told(bill.client.send(new CreateOrganizationCommand()))).toBe("AlreadyInOrganizationException")
})

test("of four calls at once that create an organization, each a call of its own, one does", async () => {
  const bill = await account()
  const calls = await Promise.all(
    Array.from({ length: 4 }, () => told(bill.client.send(new CreateOrganizationCommand()))),
  )
  expect(calls.sort()).toEqual([...Array(3).fill("AlreadyInOrganizationException"), "done"])
})

test("R44 what only the management account may, a member account may not, and an account in no organization even less", async () => {
  const [acme, juan, alone] = [await enterprise(), await account(), await account()]
  await join(acme, juan)
  const Target = { Id: newEmail(), Type: "EMAIL" } as const
  const commands = [
    new InviteAccountToOrganizationCommand({ Target }),
    new ListHandshakesForOrganizationCommand(),
    new ListAccountsCommand(),
    new DescribeAccountCommand({ AccountId: juan.number }),
    new RemoveAccountFromOrganizationCommand({ AccountId: juan.number }),
    new EnableAllFeaturesCommand(),
    new DeleteOrganizationCommand(),
  ]
  for (const command of commands as ListAccountsCommand[]) {
    expect(await told(juan.client.send(command)), command.constructor.name).toBe("AccessDeniedException")
    expect(await told(alone.client.send(command)), command.constructor.name).toBe(NOT_IN_USE)
  }
  expect((await juan.client.send(new DescribeOrganizationCommand())).Organization?.Id).toBe(acme.id)
})

test("R36 the member accounts are listed in pages; whom the console invited as a person is none", async () => {
  const acme = await enterprise()
  await member(api.db, acme.id, "dev_admin")
  const created = await createdAccount(api.db, acme)
  const juan = await account()
  await join(acme, juan)
  const first = await acme.client.send(new ListAccountsCommand({ MaxResults: 2 }))
  const second = await acme.client.send(new ListAccountsCommand({ NextToken: first.NextToken }))
  const all = [...(first.Accounts ?? []), ...(second.Accounts ?? [])]
  expect(all.map(({ Id }) => Id).sort()).toEqual([acme.number, created.number, juan.number].sort())
  expect(all.find(({ Id }) => Id === created.number)).toMatchObject({ JoinedMethod: "CREATED", Name: "Shared Billing" })
  expect(second.NextToken).toBeUndefined()
  const { Account } = await acme.client.send(new DescribeAccountCommand({ AccountId: juan.number }))
  expect(Account).toEqual(all.find(({ Id }) => Id === juan.number))
})

test("an account leaves or is removed, and is in no organization then; the management account does neither", async () => {
  const [acme, juan, ana] = [await enterprise(), await account(), await account()]
  for (const one of [juan, ana]) await join(acme, one)
  await juan.client.send(new LeaveOrganizationCommand())
  await acme.client.send(new RemoveAccountFromOrganizationCommand({ AccountId: ana.number }))
  for (const { client, number } of [juan, ana]) {
    expect(await told(client.send(new DescribeOrganizationCommand()))).toBe(NOT_IN_USE)
    const gone = acme.client.send(new RemoveAccountFromOrganizationCommand({ AccountId: number }))
    expect(await told(gone)).toBe("AccountNotFoundException")
  }
  const stays = "MasterCannotLeaveOrganizationException"
  expect(await told(acme.client.send(new LeaveOrganizationCommand()))).toBe(stays)
  const own = acme.client.send(new RemoveAccountFromOrganizationCommand({ AccountId: acme.number }))
  expect(await told(own)).toBe(stays)
})

test("of leaving and being removed at once, one counts and the other is told that it is done already", async () => {
  const acme = await enterprise()
  const pairs = await Promise.all(
    Array.from({ length: rounds(40, 8) }, async () => {
      const juan = await account()
      await join(acme, juan)
      return Promise.all([
        told(juan.client.send(new LeaveOrganizationCommand())),
        told(acme.client.send(new RemoveAccountFromOrganizationCommand({ AccountId: juan.number }))),
      ])
    }),
  )
  const right = [`done AccountNotFoundException`, `${NOT_IN_USE} done`]
  expect(pairs.map((pair) => pair.join(" ")).filter((pair) => !right.includes(pair))).toEqual([])
})

test("of two removals at once, and of two deletions, one counts and the other is told that it is done already", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  await join(acme, juan)
  const remove = () => told(acme.client.send(new RemoveAccountFromOrganizationCommand({ AccountId: juan.number })))
  expect((await Promise.all([remove(), remove()])).sort()).toEqual(["AccountNotFoundException", "done"])
  const own = api.client(await keyFor(acme.owner))
  const shut = () => told(own.send(new DeleteOrganizationCommand()))
  expect((await Promise.all([shut(), shut()])).sort()).toEqual([NOT_IN_USE, "done"])
})

test("an organization is deleted once it is empty; its account is free then, and its history stays", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  await join(acme, juan)
  const remove = () => told(acme.client.send(new DeleteOrganizationCommand()))
  expect(await remove()).toBe("OrganizationNotEmptyException")
  await acme.client.send(new RemoveAccountFromOrganizationCommand({ AccountId: juan.number }))
  expect(await remove()).toBe("done")
  const own = api.client(await keyFor(acme.owner))
  expect(await told(own.send(new DescribeOrganizationCommand()))).toBe(NOT_IN_USE)
  expect(await told(own.send(new CreateOrganizationCommand()))).toBe("done")
  const kept = await api.db.select().from(handshakes).where(eq(handshakes.organizationId, acme.id))
  expect(kept).toHaveLength(1)
})

test("R56 R57 R59 all features: the parent is requested until every invited account has approved, then open, then accepted", async () => {
  const { id, owner, members } = await billing(2)
  const pending = newEmail("waiting")
  const Target = { Id: pending, Type: "EMAIL" } as const
  const invitation = await owner.client.send(new InviteAccountToOrganizationCommand({ Target }))
  const { Handshake: parent } = await owner.client.send(new EnableAllFeaturesCommand())
  expect(parent).toMatchObject({
    State: "REQUESTED",
    Action: "ENABLE_ALL_FEATURES",
    Parties: [{ Id: id, Type: "ORGANIZATION" }],
  })
  expect(await stateOf(owner, invitation.Handshake?.Id)).toBe("CANCELED")
  expect(await told(owner.client.send(new InviteAccountToOrganizationCommand({ Target })))).toBe(
    "HandshakeConstraintViolationException INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
  )
  expect(await told(owner.client.send(new EnableAllFeaturesCommand()))).toBe(
    "HandshakeConstraintViolationException ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
  )
  const Filter = { ParentHandshakeId: parent?.Id }
  const { Handshakes: children } = await owner.client.send(new ListHandshakesForOrganizationCommand({ Filter }))
  expect(children).toHaveLength(2)
  expect(children?.[0]?.Resources).toContainEqual({ Type: "PARENT_HANDSHAKE", Value: parent?.Id })
  expect(await told(owner.client.send(new AcceptHandshakeCommand({ HandshakeId: parent?.Id })))).toBe(
    "InvalidHandshakeTransitionException",
  )
  for (const { client } of members) {
    expect(await stateOf(owner, parent?.Id)).toBe("REQUESTED")
    const { Handshakes } = await client.send(
      new ListHandshakesForAccountCommand({ Filter: { ActionType: "APPROVE_ALL_FEATURES" } }),
    )
    await client.send(new AcceptHandshakeCommand({ HandshakeId: Handshakes?.[0]?.Id }))
  }
  expect(await stateOf(owner, parent?.Id)).toBe("OPEN")
  const { Handshake: done } = await owner.client.send(new AcceptHandshakeCommand({ HandshakeId: parent?.Id }))
  expect(done?.State).toBe("ACCEPTED")
  const { Organization } = await owner.client.send(new DescribeOrganizationCommand())
  expect(Organization?.FeatureSet).toBe("ALL")
  expect(await told(owner.client.send(new EnableAllFeaturesCommand()))).toBe(
    "HandshakeConstraintViolationException ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
  )
})

test("R56 with nobody to ask the request for all features is open at once, and canceled it leaves no child behind", async () => {
  const alone = await billing(0)
  const { Handshake: open } = await alone.owner.client.send(new EnableAllFeaturesCommand())
  expect(open?.State).toBe("OPEN")
  const asked = await billing(1)
  const { Handshake: parent } = await asked.owner.client.send(new EnableAllFeaturesCommand())
  await asked.owner.client.send(new CancelHandshakeCommand({ HandshakeId: parent?.Id }))
  const [one] = asked.members
  const { Handshakes = [] } =
    (await one?.client.send(new ListHandshakesForAccountCommand({ Filter: { ActionType: "APPROVE_ALL_FEATURES" } }))) ??
    {}
  expect(Handshakes.map(({ State }) => State)).toEqual(["CANCELED"])
})

test("R56 an account that declines leaves the request waiting; only canceling it makes way for another", async () => {
  const { owner, members } = await billing(1)
  const { Handshake: parent } = await owner.client.send(new EnableAllFeaturesCommand())
  const { Handshakes } =
    (await members[0]?.client.send(
      new ListHandshakesForAccountCommand({ Filter: { ActionType: "APPROVE_ALL_FEATURES" } }),
    )) ?? {}
  await members[0]?.client.send(new DeclineHandshakeCommand({ HandshakeId: Handshakes?.[0]?.Id }))
  expect(await stateOf(owner, parent?.Id)).toBe("REQUESTED")
  await owner.client.send(new CancelHandshakeCommand({ HandshakeId: parent?.Id }))
  const { Handshake: again } = await owner.client.send(new EnableAllFeaturesCommand())
  expect(again?.State).toBe("REQUESTED")
})

test("R56 R61 an ended request for all features cannot be canceled again, and canceling it leaves a later one alone", async () => {
  const { owner } = await billing(1)
  const enable = async () => (await owner.client.send(new EnableAllFeaturesCommand())).Handshake?.Id
  const cancel = (HandshakeId?: string) => told(owner.client.send(new CancelHandshakeCommand({ HandshakeId })))
  const first = await enable()
  expect(await cancel(first)).toBe("done")
  expect(await cancel(first)).toBe("HandshakeAlreadyInStateException")
  const second = await enable()
  expect(await cancel(first)).toBe("HandshakeAlreadyInStateException")
  expect(await stateOf(owner, second)).toBe("REQUESTED")
  const decline = owner.client.send(new DeclineHandshakeCommand({ HandshakeId: second }))
  expect(await told(decline), "declining would leave the approvals behind").toBe("AccessDeniedException")
  const Filter = { ParentHandshakeId: second }
  const { Handshakes } = await owner.client.send(new ListHandshakesForOrganizationCommand({ Filter }))
  expect(await cancel(Handshakes?.[0]?.Id), "an approval is part of its request").toBe("AccessDeniedException")
})

test("R57 asking for all features is no invitation and counts as none, but is asked five times a day at most", async () => {
  const { id, owner } = await billing(2)
  await api.db.update(organizations).set({ dailyLimit: 0 }).where(eq(organizations.id, id))
  for (let day = 0; day < 5; day++) {
    const { Handshake } = await owner.client.send(new EnableAllFeaturesCommand())
    await owner.client.send(new CancelHandshakeCommand({ HandshakeId: Handshake?.Id }))
  }
  expect(await told(owner.client.send(new EnableAllFeaturesCommand()))).toBe("TooManyRequestsException")
})

test("a change of owner tells the addressees of earlier handshakes nothing of the new owner", async () => {
  const [acme, juan] = [await enterprise(), await account()]
  const heir = await member(api.db, acme.id, "member", { name: "Mei Chen" })
  const Target = { Id: juan.number, Type: "ACCOUNT" } as const
  const { Handshake } = await acme.client.send(new InviteAccountToOrganizationCommand({ Target }))
  await juan.client.send(new DeclineHandshakeCommand({ HandshakeId: Handshake?.Id }))
  await succeeded(api.db, acme, heir)
  const { Handshakes } = await juan.client.send(new ListHandshakesForAccountCommand())
  expect(JSON.stringify(Handshakes)).toContain(acme.owner.address)
  for (const unsaid of [heir.address, "Mei Chen"]) expect(JSON.stringify(Handshakes)).not.toContain(unsaid)
})

test("R39 an organization is of its founder's seller", async () => {
  const bill = await account()
  await api.db.update(accounts).set({ seller: "AISPL" }).where(eq(accounts.id, bill.id))
  const { Organization } = await bill.client.send(new CreateOrganizationCommand())
  const [row] = await api.db
    .select()
    .from(organizations)
    .where(eq(organizations.id, Organization?.Id ?? ""))
  expect(row?.seller).toBe("AISPL")
})
