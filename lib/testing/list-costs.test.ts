import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { buffersOf, testDatabase } from "@/db/testing"
import { listRequests } from "@/lib/access-keys/request-log"
import { listAudit } from "@/lib/audit/records"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { listInvitations } from "@/lib/invitations/records"
import { listMemberAccounts } from "@/lib/members/account-group"
import { listMembers } from "@/lib/members/records"
import { organization } from "@/lib/testing"
import {
  bulk,
  fillAccounts,
  fillAudit,
  fillInvitations,
  fillMembers,
  fillRequests,
  idAt,
  keyAt,
} from "@/lib/testing/filling"

// Counted, not timed: what a page of a list reads, at three sizes. A million members take minutes to fill; MUSTER_LONG=1
// fills them too.

const LONG = process.env.MUSTER_LONG === "1"
const SIZES = [
  { rows: 1_000, accounts: 1_000 },
  { rows: 100_000, accounts: 10_000 },
  { rows: 1_000_000, accounts: LONG ? 1_000_000 : 10_000 },
]

/** What a page reads whose rows lie together. */
const PAGE = 25
/** What a row costs that lies alone, and what an account costs: three levels of its index, and itself. */
const ALONE = 1
const ACCOUNT = 4

type Read = (ctx: LoggedIn, organizationId: ReadableOrganizationId) => Promise<{ rows: object[] }>
/** A page, and what each of its rows may cost beyond: nothing, or what lies alone, or what has to be looked up. */
type Page = [query: object, read: Read, each: number]

const after = (...values: string[]) => Buffer.from(JSON.stringify(["after", values])).toString("base64url")
const inMiddle = (rows: number) => new Date(Date.now() - (rows / 2) * 60_000).toISOString()

function pagesOf<Query extends object>(
  list: (ctx: LoggedIn, id: ReadableOrganizationId, query: Query) => Promise<{ rows: object[] }>,
  each: number,
  queries: Query[],
): Page[] {
  return queries.map((query) => [query, (ctx, id) => list(ctx, id, query), each])
}

const lists: Record<string, (rows: number) => Page[]> = {
  "Invitation Records": (rows) => [
    ...pagesOf(listInvitations, 0, [
      {},
      { direction: "asc" },
      { cursor: after(idAt(rows / 2)) },
      { status: "pending" },
      { status: "accepted" },
      { status: "accepted", cursor: after(idAt(rows / 2)) },
      { status: "revoked" },
      { role: "member" },
      { role: "finance_admin" },
      { status: "pending", role: "member" },
      { search: "guest" },
    ]),
    // One in a thousand, and one in forty, lies alone.
    ...pagesOf(listInvitations, ALONE, [
      { role: "dev_admin" },
      { status: "rejected" },
      { status: "pending", role: "dev_admin" },
      { status: "accepted", role: "finance_admin" },
    ]),
    // Two states are read; a thousand records, which are forty pages, are read as a whole for what is overdue.
    ...pagesOf(listInvitations, 2 * ALONE, [{ status: "expired" }]),
    // A contact's row is looked up by its id.
    ...pagesOf(listInvitations, ACCOUNT, [
      { sort: "contact", direction: "asc" },
      { sort: "contact", direction: "desc" },
      { sort: "contact", search: "guest" },
    ]),
  ],
  Members: (rows) =>
    pagesOf(listMembers, ACCOUNT + ALONE, [
      {},
      { direction: "desc" },
      { cursor: after(inMiddle(rows), idAt(1)) },
      { role: "member" },
      { role: "dev_admin" },
      { role: "admin" },
    ]),
  "Account Group": (rows) =>
    pagesOf(listMemberAccounts, ACCOUNT + ALONE, [
      {},
      { cursor: after(inMiddle(rows), idAt(1)) },
      { origin: "created" },
      { origin: "invitation" },
      { security: "waiting" },
    ]),
  // Beside those who act, who are few, a row may be about an account, of which a membership is looked up too.
  Audit: (rows) =>
    pagesOf(listAudit, 2 * ACCOUNT, [
      {},
      { cursor: after(inMiddle(rows), idAt(1)) },
      { action: "invitation.accept" },
      { action: "policy.create" },
      { result: "done" },
      { result: "refused" },
      { action: "invitation.propose", result: "refused" },
      { from: inMiddle(rows).slice(0, 10), to: inMiddle(rows).slice(0, 10) },
    ]),
  "Request Log": (rows) => [
    ...pagesOf(listRequests, 0, [{}, { cursor: after(idAt(rows / 2)) }, { key: keyAt(1) }, { result: "done" }]),
    ...pagesOf(listRequests, ALONE, [{ result: "refused" }, { key: keyAt(0), result: "refused" }]),
  ],
}

describe.each(SIZES)("at $rows rows and $accounts accounts", ({ rows, accounts }) => {
  let setup: Awaited<ReturnType<typeof testDatabase>>
  let org: Awaited<ReturnType<typeof organization>>
  beforeAll(async () => {
    setup = await testDatabase({ pool: 1 })
    org = await organization(setup.db, { quota: 1_000_000 })
    const filling = { organizationId: org.id, ownerId: org.owner.id, rows, accounts }
    await bulk(setup.url, ["accounts"], (db) => fillAccounts(db, filling))
    await bulk(setup.url, ["handshakes", "handshake_subjects"], (db) => fillInvitations(db, filling))
    await bulk(setup.url, ["memberships"], (db) => fillMembers(db, { ...filling, rows: Math.min(rows, accounts) }))
    await bulk(setup.url, ["audit"], (db) => fillAudit(db, filling))
    await bulk(setup.url, ["requests", "access_keys"], (db) => fillRequests(db, filling))
  }, 600_000)
  afterAll(() => setup.close())

  test.each(Object.entries(lists))("a page of %s reads what it shows, whatever the filter", async (list, pages) => {
    const known = list === "Members" || list === "Account Group" ? Math.min(rows, accounts) : rows
    for (const [query, read, each] of pages(known)) {
      let shown = 0
      const touched = await buffersOf(setup.db, async (db) => {
        shown = (await read({ ...org.owner.ctx, db }, org.inView)).rows.length
      })
      // One row more than is shown tells whether another page follows.
      expect.soft(touched, `${list} ${JSON.stringify(query)}`).toBeLessThanOrEqual(PAGE + (shown + 1) * each)
    }
  })
})
