import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  DeleteOrganizationCommand,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  ListHandshakesForOrganizationCommand,
} from "@aws-sdk/client-organizations"
import { and, eq, sql } from "drizzle-orm"
import { expect, test, vi } from "vitest"
import { handshakes } from "@/db/schema"
import { organization, person } from "@/lib/testing"
import { keyFor, testEndpoint, told } from "@/lib/testing/aws/endpoint"

const MINUTE = 60_000
const AT_ONCE = 5

const api = testEndpoint()

/** An enterprise, an account to invite, and a program of each. */
async function twoSides() {
  const org = await organization(api.db)
  const guest = await person(api.db)
  const [key, guestKey] = await Promise.all([keyFor(org.owner, { in: org }), keyFor(guest)])
  const invite = new InviteAccountToOrganizationCommand({ Target: { Type: "EMAIL", Id: guest.address } })
  return { org, guest, key, invite, program: api.client(key), guestProgram: api.client(guestKey) }
}

const invocations = () => api.heard.map(({ request }) => request.headers.get("amz-sdk-invocation-id"))

test("R36 an invitation whose answer got lost is made once, and the next try is told of the same", async () => {
  const { org, invite, program } = await twoSides()
  api.faults.lost = 1
  const { Handshake } = await program.send(invite)
  expect(invocations()).toHaveLength(2)
  expect(new Set(invocations()).size).toBe(1)
  const [lost, told] = api.heard.map(({ text }) => JSON.parse(text))
  expect(told).toEqual(lost)
  const { Handshakes } = await program.send(new ListHandshakesForOrganizationCommand({}))
  expect(Handshakes?.map(({ Id }) => Id)).toEqual([Handshake?.Id])
  const letters = await api.db.execute(sql`
    select 1 from letters l join handshakes h on h.id = l.handshake_id where h.organization_id = ${org.id}`)
  expect(letters).toHaveLength(1)
})

test("R36 the same call sent many times at once makes one invitation", async () => {
  const { org, invite, program } = await twoSides()
  await program.send(invite)
  const sent = api.heard.at(-1)?.request
  // As if it had never been asked, so that what is sent again asks for the first time.
  await api.owner.execute(sql`delete from replies`)
  await api.owner.execute(sql`
    update handshakes set state = 'canceled', settled_at = now() where organization_id = ${org.id}`)
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const headers = Object.fromEntries(sent?.headers ?? [])
      delete headers.connection
      const response = await fetch(`${api.url}/`, { method: "POST", headers, body: sent?.body })
      return { status: response.status, id: (await response.json()).Handshake?.Id }
    }),
  )
  const [open] = await api.db
    .select({ id: handshakes.id })
    .from(handshakes)
    .where(and(eq(handshakes.organizationId, org.id), eq(handshakes.state, "open")))
  const id = `h-${open?.id.replaceAll("-", "")}`
  expect(answers).toEqual(answers.map(() => ({ status: 200, id })))
})

test("a call is known for a quarter of an hour; after that the same one is a new one", async () => {
  const { invite, program } = await twoSides()
  await program.send(invite)
  const sent = api.heard.at(-1)?.request
  const again = async () => {
    const headers = Object.fromEntries(sent?.headers ?? [])
    delete headers.connection
    return (await (await fetch(`${api.url}/`, { method: "POST", headers, body: sent?.body })).json()).__type
  }
  const pass = (time: string) => api.owner.execute(sql`update replies set at = at - ${time}::interval`)
  await pass("14 minutes")
  const known = await again()
  await pass("1 minute 1 second")
  const forgotten = await again()
  expect([known, forgotten]).toEqual([undefined, "DuplicateHandshakeException"])
})

test("an invocation id of any length is one", async () => {
  const { key } = await twoSides()
  const target = { "x-amz-target": "AWSOrganizationsV20161128.CreateOrganization" }
  const invocation = Array.from({ length: 300 }, (_, n) => n.toString(36).padStart(10, "x")).join("")
  const answer = await api.odd(key, { headers: { ...target, "amz-sdk-invocation-id": invocation }, body: "{}" })
  expect(JSON.parse(answer.text).__type).toBe("AlreadyInOrganizationException")
})

test("R61 an acceptance or a cancellation whose answer got lost is told as what it was", async () => {
  const { invite, program, guestProgram } = await twoSides()
  const first = await program.send(invite)
  api.faults.lost = 1
  const canceled = await program.send(new CancelHandshakeCommand({ HandshakeId: first.Handshake?.Id }))
  expect(canceled.Handshake?.State).toBe("CANCELED")
  const { Handshake } = await program.send(invite)
  api.faults.lost = 1
  const accepted = await guestProgram.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  expect(accepted.Handshake?.State).toBe("ACCEPTED")
})

test("asking for the same again in a new call is refused", async () => {
  const { invite, program, guestProgram } = await twoSides()
  const { Handshake } = await program.send(invite)
  expect(await told(program.send(invite))).toBe("DuplicateHandshakeException")
  const accept = () => guestProgram.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  await accept()
  expect(await told(accept())).toBe("HandshakeAlreadyInStateException")
})

test("a refusal whose answer got lost is told again, and nothing was changed", async () => {
  const { org, program } = await twoSides()
  api.faults.lost = 1
  const own = { Type: "EMAIL", Id: org.owner.address } as const
  expect(await told(program.send(new InviteAccountToOrganizationCommand({ Target: own })))).toBe(
    "HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION",
  )
  expect(invocations()).toHaveLength(2)
})

test("whoever leaves, or deletes the organization, is told so although the first answer got lost", async () => {
  const { invite, program, guestProgram, org } = await twoSides()
  const { Handshake } = await program.send(invite)
  await guestProgram.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  api.faults.lost = 1
  expect(await told(guestProgram.send(new LeaveOrganizationCommand({})))).toBe("done")
  expect(await told(guestProgram.send(new LeaveOrganizationCommand({})))).toBe("AWSOrganizationsNotInUseException")
  const own = api.client(await keyFor(org.owner))
  api.faults.lost = 1
  expect(await told(own.send(new DeleteOrganizationCommand({})))).toBe("done")
})

test("a client whose clock is wrong sets it by our answer", async () => {
  const { key } = await twoSides()
  const real = Date.now
  for (const off of [-20 * MINUTE, 20 * MINUTE]) {
    api.heard.length = 0
    // The client's clock alone: the endpoint goes by the clock of the database.
    const clock = vi.spyOn(Date, "now").mockImplementation(() => real() + off)
    await api
      .client(key)
      .send(new ListAccountsCommand({}))
      .finally(() => clock.mockRestore())
    expect(api.heard.map(({ status }) => status)).toEqual([400, 200])
  }
})

test("a web server whose clock is wrong by ten minutes serves programs whose clock is right, and misleads none", async () => {
  const { key } = await twoSides()
  for (const off of [-10 * MINUTE, 10 * MINUTE]) {
    api.heard.length = 0
    const program = api.client(key, { systemClockOffset: -off })
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + off })
    try {
      for (let call = 0; call < 3; call++) await program.send(new ListAccountsCommand({}))
    } finally {
      vi.useRealTimers()
    }
    expect(api.heard.map(({ status }) => status)).toEqual([200, 200, 200])
    for (const { headers } of api.heard) {
      expect(Math.abs(Date.parse(headers.get("date") ?? "") - Date.now())).toBeLessThan(MINUTE)
    }
  }
})

test("an answer for which no key was looked up has no date", async () => {
  const response = await fetch(api.url, { method: "POST", body: "{}" })
  expect(response.headers.has("date")).toBe(false)
})
