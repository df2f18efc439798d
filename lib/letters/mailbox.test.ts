import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { testDatabase } from "@/db/testing"
import { codeFor, currentKeyId } from "@/lib/core/secrets"
import { tokenFor } from "@/lib/core/tokens"
import { hasMailbox, mailboxLetter, mailboxLetters } from "@/lib/letters/mailbox"
import { configuredTransports } from "@/lib/letters/transports"
import { askForCode, deliverAll, enterprise, invite, onlyLetter } from "@/lib/testing/letters/world"

let world: Awaited<ReturnType<typeof testDatabase>>
let invitationId: string
let verificationId: string

beforeAll(async () => {
  world = await testDatabase()
  invitationId = await invite(world.db, await enterprise(world.db), { to: "bob@example.com" })
  await deliverAll(world.db, configuredTransports())
  verificationId = await askForCode(world.db, { channel: "sms", address: "+8613800138000" })
  await deliverAll(world.db, configuredTransports())
})
afterAll(() => world.close())

const token = () => tokenFor({ id: invitationId, kind: "invitation", generation: 1, keyId: currentKeyId() })

it("A demo without a provider keeps its letters, newest first", async () => {
  expect(hasMailbox()).toBe(true)
  const { letters, older } = await mailboxLetters(world.db)
  expect(older).toBe(false)
  expect(letters).toMatchObject([
    { channel: "sms", recipient: "+8613800138000" },
    { channel: "email", recipient: "bob@example.com", subject: "You are invited to join Northwind on Muster" },
  ])
})

it.each([
  [{ search: "BOB@" }, ["bob@example.com"]],
  [{ search: "northwind" }, ["bob@example.com"]],
  [{ search: "138 0013" }, ["+8613800138000"]],
  [{ channel: "sms" }, ["+8613800138000"]],
  [{ channel: "sms", search: "bob" }, []],
  [{ page: 2 }, []],
] as const)("A mailbox asked for %j shows what matches", async (view, recipients) => {
  const { letters } = await mailboxLetters(world.db, view)
  expect(letters.map(({ recipient }) => recipient)).toEqual(recipients)
})

it("A letter of the mailbox has its link, a text message its code", async () => {
  const { id } = await onlyLetter(world.db, "bob@example.com")
  expect((await mailboxLetter(world.db, id))?.html).toContain(token())
  const message = await mailboxLetter(world.db, (await onlyLetter(world.db, "+8613800138000")).id)
  expect(message).toMatchObject({ html: null, text: expect.stringContaining(codeFor(verificationId)) })
})

it("A letter that went stays readable when its invitation is over", async () => {
  await world.db.execute(sql`update handshakes set state = 'canceled', settled_at = clock_timestamp()`)
  const { id } = await onlyLetter(world.db, "bob@example.com")
  expect((await mailboxLetter(world.db, id))?.text).toContain("Ann Lee invites you")
})

it("Neither the link nor the code is stored anywhere", async () => {
  const [row] = await world.db.execute<{ everything: string }>(sql`
    select (select json_agg(l) from letters l)::text || (select json_agg(h) from handshakes h)::text
      || (select json_agg(p) from verifications p)::text as everything`)
  expect(row?.everything).toContain("bob@example.com")
  expect(row?.everything).not.toContain(token().slice(24))
  expect(row?.everything).not.toMatch(new RegExp(`\\b${codeFor(verificationId)}\\b`))
})

it("An address that names no letter finds none", async () => {
  expect(await mailboxLetter(world.db, "../etc/passwd")).toBeNull()
  expect(await mailboxLetter(world.db, crypto.randomUUID())).toBeNull()
})
