import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { handshakes } from "../../db/schema"
import { testDatabase } from "../../db/testing"
import { clockAfter, invited, newEmail, organization, person } from "../testing"
import { accept } from "."

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
