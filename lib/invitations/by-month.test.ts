import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { buffersOf, testDatabase } from "@/db/testing"
import { invitationsByMonth } from "@/lib/invitations/by-month"
import { inviteMember } from "@/lib/invitations/invitations"
import { clockAfter, invited, member, newEmail, organization } from "@/lib/testing"
import { bulk } from "@/lib/testing/filling"

const MONTHS = 12
const ENTRIES = 300_000
/**
 * A month is two counts of a thousand entries, and what was refused of them: some twenty pages of an index, and more
 * of the table as long as nobody has vacuumed what was written last.
 */
const PAGES = 2 * 50 * MONTHS

let setup: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  setup = await testDatabase({ pool: 1 })
})
afterAll(() => setup.close())

test("R8 each month has what was sent and accepted in it, without what was refused or is another organization's", async () => {
  const org = await organization(setup.db)
  const other = await organization(setup.db)
  const outsider = await member(setup.db, org.id, "admin")
  await invited(org, newEmail())
  await invited(other, newEmail())
  const refused = inviteMember(outsider.ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "" })
  await expect(refused).rejects.toMatchObject({ code: "forbidden" })
  const [present, former, ...rest] = await invitationsByMonth(org.owner.ctx, org.inView)
  expect(present).toEqual({ month: new Date().toISOString().slice(0, 7), sent: 1, accepted: 0 })
  expect([former, ...rest]).toHaveLength(MONTHS - 1)
  expect([former, ...rest].every((month) => month?.sent === 0 && month.accepted === 0)).toBe(true)
  const later = await invitationsByMonth({ ...org.owner.ctx, clock: clockAfter("32 days") }, org.inView)
  expect(later.filter(({ sent }) => sent > 0)).toEqual([present])
  expect(later[0]?.sent).toBe(0)
  const muchLater = await invitationsByMonth({ ...org.owner.ctx, clock: clockAfter("400 days") }, org.inView)
  expect(muchLater.every(({ sent }) => sent === 0)).toBe(true)
})

test("of many entries the months read a bounded part of an index, and say that there are more", async () => {
  const org = await organization(setup.db)
  await bulk(setup.url, ["audit"], (db) =>
    db.execute(sql`
      insert into audit (id, organization_id, action, at)
      select gen_random_uuid(), ${org.id}, case n % 3 when 0 then 'invitation.accept' else 'invitation.propose' end,
             clock_timestamp() - n * interval '350 days' / ${ENTRIES}::int
        from generate_series(${ENTRIES}::int, 1, -1) n`),
  )
  const ask = () => invitationsByMonth(org.owner.ctx, org.inView)
  const months = await ask()
  expect(months.slice(1, -1).every(({ sent, accepted }) => sent === 1001 && accepted === 1001)).toBe(true)
  const pages = await buffersOf(setup.db, (db) => invitationsByMonth({ ...org.owner.ctx, db }, org.inView))
  expect(pages).toBeLessThanOrEqual(PAGES)
})
