import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  DeclineHandshakeCommand,
  InviteAccountToOrganizationCommand,
  type InviteAccountToOrganizationRequest,
  ListAccountsCommand,
  ListHandshakesForOrganizationCommand,
  type OrganizationsClient,
} from "@aws-sdk/client-organizations"
import { eq, sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { accounts, letters, limits, organizations } from "@/db/schema"
import { keyPermissions } from "@/lib/shared/roles"
import { member, newEmail, newPhone, organization, person } from "@/lib/testing"
import { keyFor, testEndpoint, told } from "@/lib/testing/aws/endpoint"

const CONSTRAINT = "HandshakeConstraintViolationException"
/** What the document advises when a limit is exceeded or the organization is still initializing. */
const ADVICE = /[Ww]ait (for )?one hour.*support/

const api = testEndpoint()

async function enterprise(about: Parameters<typeof organization>[1] = {}) {
  const org = await organization(api.db, about)
  return { ...org, program: api.client(await keyFor(org.owner, { in: org })) }
}

function change(organizationId: string, to: Partial<typeof organizations.$inferInsert>) {
  return api.owner.update(organizations).set(to).where(eq(organizations.id, organizationId))
}

function invite(program: OrganizationsClient, Id = newEmail(), more: Partial<InviteAccountToOrganizationRequest> = {}) {
  const Type = /^\d+$/.test(Id) ? "ACCOUNT" : "EMAIL"
  return program.send(new InviteAccountToOrganizationCommand({ Target: { Type, Id }, ...more }))
}

/** What the client understood of a refusal: name, reason and message. */
async function refusalOf(call: Promise<unknown>): Promise<{ told: string; message: string }> {
  return { told: await told(call), message: await call.then(String, ({ message }) => message) }
}

async function sentBy(organizationId: string): Promise<number> {
  const rows = await api.db.execute(sql`
    select 1 from letters l join handshakes h on h.id = l.handshake_id where h.organization_id = ${organizationId}`)
  return rows.length
}

test("R39 an account of another seller is refused, by number and by e-mail", async () => {
  const { id, program } = await enterprise()
  const foreign = await person(api.db)
  const [row] = await api.owner
    .update(accounts)
    .set({ seller: "another" })
    .where(eq(accounts.id, foreign.id))
    .returning()
  for (const name of [foreign.address, row?.number]) {
    expect(await told(invite(program, name))).toBe(`${CONSTRAINT} ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD`)
  }
  await change(id, { seller: "another" })
  expect(await told(invite(program, foreign.address))).toBe("done")
})

test("R39 an account that has moved to another seller cannot accept", async () => {
  const { program } = await enterprise()
  const guest = await person(api.db)
  const { Handshake } = await invite(program, guest.address)
  await api.owner.update(accounts).set({ seller: "another" }).where(eq(accounts.id, guest.id))
  const guestProgram = api.client(await keyFor(guest))
  expect(await told(guestProgram.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id })))).toBe(
    `${CONSTRAINT} ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD`,
  )
})

test("R40 R42 pending invitations count against the quota, and give their place back when they end", async () => {
  const { program } = await enterprise({ quota: 2 })
  const guest = await person(api.db)
  const { Handshake } = await invite(program, guest.address)
  const full = await refusalOf(invite(program))
  expect(full.told).toBe(`${CONSTRAINT} ACCOUNT_NUMBER_LIMIT_EXCEEDED`)
  expect(full.message).toMatch(/exceeded/)
  expect(full.message).toMatch(ADVICE)
  await api.client(await keyFor(guest)).send(new DeclineHandshakeCommand({ HandshakeId: Handshake?.Id }))
  const next = await invite(program)
  await program.send(new CancelHandshakeCommand({ HandshakeId: next.Handshake?.Id }))
  expect(await told(invite(program))).toBe("done")
  expect(await told(invite(program))).toBe(`${CONSTRAINT} ACCOUNT_NUMBER_LIMIT_EXCEEDED`)
})

test("who sends many invitations at once, or many to one address, is told so and not to retry by itself", async () => {
  const { program, owner } = await enterprise()
  const address = newEmail()
  for (let n = 0; n < 5; n++) {
    const { Handshake } = await invite(program, address)
    await program.send(new CancelHandshakeCommand({ HandshakeId: Handshake?.Id }))
  }
  const often = await refusalOf(invite(program, address))
  expect(often.told).toBe(`${CONSTRAINT} HANDSHAKE_RATE_LIMIT_EXCEEDED`)
  expect(often.message).toContain("This recipient has received the maximum number of invitations")
  await api.owner
    .update(limits)
    .set({ count: 500 })
    .where(eq(limits.key, `invitesPerInviter:${owner.id}`))
  const fast = await refusalOf(invite(program))
  expect(fast.told).toBe(`${CONSTRAINT} HANDSHAKE_RATE_LIMIT_EXCEEDED`)
  expect(fast.message).toContain("many invitations in a short time")
})

test("nobody finds out by refusals which accounts there are: neither by their seller nor by tags", async () => {
  const { program } = await enterprise()
  const { id, address } = await person(api.db)
  const [foreign] = await api.owner.update(accounts).set({ seller: "AISPL" }).where(eq(accounts.id, id)).returning()
  const number = foreign?.number ?? ""
  const probe = (id: string) => told(invite(program, id))
  for (let n = 0; n < 15; n++) {
    expect(await probe(number)).toContain("ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD")
    expect(await probe(address)).toContain("ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD")
  }
  for (const id of [number, address, "000000000000"]) {
    expect(await probe(id)).toBe("TooManyRequestsException")
  }
})

test("R40 R42 a day has so many invitations; those that are accepted do not count", async () => {
  const { id, program } = await enterprise()
  await change(id, { dailyLimit: 2 })
  const guest = await person(api.db)
  const { Handshake } = await invite(program, guest.address)
  const second = await invite(program)
  const over = await refusalOf(invite(program))
  expect(over.told).toBe(`${CONSTRAINT} HANDSHAKE_RATE_LIMIT_EXCEEDED`)
  expect(over.message).toMatch(ADVICE)
  await api.owner.update(letters).set({ state: "sent" })
  await program.send(new CancelHandshakeCommand({ HandshakeId: second.Handshake?.Id }))
  expect(await told(invite(program))).toBe(`${CONSTRAINT} HANDSHAKE_RATE_LIMIT_EXCEEDED`)
  await api.client(await keyFor(guest)).send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  expect(await told(invite(program))).toBe("done")
})

test("R41 R42 an organization that is still initializing invites nobody yet; one not certified is told how to be", async () => {
  const fresh = await enterprise()
  await change(fresh.id, { initializing: true })
  const uncertified = await enterprise({ certified: false })
  for (const { id, program, words } of [
    { ...fresh, words: ADVICE },
    { ...uncertified, words: /until it is certified.*Enterprise Information/ },
  ]) {
    const { told, message } = await refusalOf(invite(program))
    expect(told).toBe("FinalizingOrganizationException")
    expect(message).toMatch(/initializing/)
    expect(message).toMatch(words)
    expect(await sentBy(id)).toBe(0)
  }
  expect((await refusalOf(invite(uncertified.program))).message).not.toMatch(/hour/)
  await change(fresh.id, { initializing: false })
  expect(await told(invite(fresh.program))).toBe("done")
})

test("R43 tags in the request need a permission of their own; without tags the same key invites", async () => {
  const org = await organization(api.db)
  const Tags = [{ Key: "CostCenter", Value: "42" }]
  const permissions = keyPermissions.filter((permission) => permission !== "tag")
  const program = api.client(await keyFor(org.owner, { in: org, permissions }))
  expect(await told(invite(program, newEmail(), { Tags }))).toBe("AccessDeniedException")
  expect(await sentBy(org.id)).toBe(0)
  expect(await told(invite(program))).toBe("done")
  expect(await told(invite(program, newEmail(), { Tags: [] }))).toBe("done")
  const tagger = api.client(await keyFor(org.owner, { in: org, permissions: ["tag"] }))
  expect(await told(invite(tagger, newEmail(), { Tags }))).toBe("AccessDeniedException")
})

test("R44 only the management account invites, cancels and lists: a member is denied, an outsider has no organization", async () => {
  const org = await enterprise()
  const guest = await person(api.db)
  const guestProgram = api.client(await keyFor(guest))
  expect(await told(invite(guestProgram))).toBe("AWSOrganizationsNotInUseException")
  expect(await told(guestProgram.send(new ListHandshakesForOrganizationCommand({})))).toBe(
    "AWSOrganizationsNotInUseException",
  )
  const { Handshake } = await invite(org.program, guest.address)
  await guestProgram.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  expect(await told(invite(guestProgram))).toBe("AccessDeniedException")
  expect(await told(guestProgram.send(new ListAccountsCommand({})))).toBe("AccessDeniedException")
  expect(await told(guestProgram.send(new ListHandshakesForOrganizationCommand({})))).toBe("AccessDeniedException")
  const pending = await invite(org.program)
  const cancel = new CancelHandshakeCommand({ HandshakeId: pending.Handshake?.Id })
  expect(await told(guestProgram.send(cancel))).toMatch(/^(AccessDenied|HandshakeNotFound)Exception$/)
  expect(await told(org.program.send(cancel))).toBe("done")
})

test("R44 whoever only works in the organization, in whatever role, does not invite with a key of his own", async () => {
  const org = await organization(api.db)
  for (const role of ["admin", "finance_admin", "dev_admin", "member"] as const) {
    const someone = await member(api.db, org.id, role)
    const program = api.client(await keyFor(someone))
    expect(await told(invite(program)), role).toMatch(/^(AccessDenied|AWSOrganizationsNotInUse)Exception$/)
  }
})

test("R46 a number that no account has is refused, and an address that no one has is invited all the same", async () => {
  const { program } = await enterprise()
  expect(await told(invite(program, "000000000000"))).toBe("InvalidInputException INVALID_PATTERN_TARGET_ID")
  expect(await told(invite(program))).toBe("done")
})

test("a management account without a verified e-mail address is told to verify one", async () => {
  const { owner, program } = await enterprise()
  await api.owner.update(accounts).set({ email: null, phone: newPhone() }).where(eq(accounts.id, owner.id))
  const refusal = await refusalOf(invite(program))
  expect(refusal.told).toBe("AccountOwnerNotVerifiedException")
  expect(refusal.message).toMatch(/verif/)
})
