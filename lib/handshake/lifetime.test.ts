import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { handshakes } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { accept } from "@/lib/handshake"
import { inviteMember } from "@/lib/invitations/invitations"
import { clockAfter, invited, newEmail, organization, person } from "@/lib/testing"

const DAY_MS = 24 * 3600 * 1000

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  // Settings are read at the first call, which comes later.
  process.env.INVITATION_DAYS = "3"
  world = await testDatabase()
})
afterAll(() => world.close())

test("R31 an invitation lives as many days as are configured, or as its own proposal says", async () => {
  const org = await organization(world.db)
  const [three, one] = [await invited(org, newEmail()), await invited(org, newEmail(), { lifetimeSeconds: 86_400 })]
  for (const [{ id }, days] of [
    [three, 3],
    [one, 1],
  ] as const) {
    const [row] = await world.db.select().from(handshakes).where(eq(handshakes.id, id))
    expect(row && row.expiresAt.getTime() - row.sentAt.getTime()).toBe(days * DAY_MS)
  }
  const guest = await person(world.db)
  const { token } = await invited(org, guest.address)
  await expect(accept({ ...guest.ctx, clock: clockAfter("73 hours") }, { token })).rejects.toMatchObject({
    code: "expired",
  })
})

test("R31 an invitation lives the days that were chosen for it, of those that are offered", async () => {
  const org = await organization(world.db)
  const invite = (days?: number) =>
    inviteMember(org.owner.ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "", days })
  for (const days of [1, 7, 14, 30, 3, undefined]) {
    const { id } = await invite(days)
    const [row] = await world.db.select().from(handshakes).where(eq(handshakes.id, id))
    expect(row && row.expiresAt.getTime() - row.sentAt.getTime()).toBe((days ?? 3) * DAY_MS)
  }
  for (const days of [2, 31, 3650])
    await expect(invite(days)).rejects.toMatchObject({ code: "invalid_input", extra: { field: "days" } })
})
