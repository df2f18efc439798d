import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database, Queries } from "@/db/client"
import { buffersOf, testDatabase } from "@/db/testing"
import { listRequests } from "@/lib/access-keys/request-log"
import { listAudit } from "@/lib/audit/records"
import { listAccounts } from "@/lib/aws/queries/accounts"
import { listProposed, listReceived } from "@/lib/aws/queries/handshake-lists"
import { contactOf } from "@/lib/core/contacts"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { listInvitations, type RecordsQuery } from "@/lib/invitations/records"
import { statusCounts } from "@/lib/invitations/status-counts"
import { listMemberAccounts } from "@/lib/members/account-group"
import { listMembers } from "@/lib/members/records"
import { appointOperator } from "@/lib/operator/operators"
import { listCertifications } from "@/lib/organizations/certification"
import { tasksOf } from "@/lib/organizations/tasks"
import { organization } from "@/lib/testing"
import {
  bulk,
  type Filling,
  fillAccounts,
  fillAudit,
  fillCertifications,
  fillInvitations,
  fillJoinRequests,
  fillMembers,
  fillReceived,
  fillRequests,
  idAt,
  keyAt,
  RECEIVED,
  timeAt,
} from "@/lib/testing/filling"

// Counted, not timed: what a page of a list reads, at three sizes. A million members take minutes to fill; MUSTER_LONG=1
// fills them too.

/** After so many calls PostgreSQL has decided whether it plans a statement anew at each call. */
const WARM = 6

const LONG = process.env.MUSTER_LONG === "1"
const SIZES = [
  { rows: 1_000, accounts: 1_000 },
  { rows: 100_000, accounts: 10_000 },
  { rows: 1_000_000, accounts: LONG ? 1_000_000 : 10_000 },
]

/** The rows of a small organization, older than all of the large one. */
const SMALL = 60
const MANY = 10_000

type Organization = Awaited<ReturnType<typeof organization>>
type Fill = (db: Queries, filling: Filling) => Promise<unknown>

/** What a page reads whose rows lie together. */
const PAGE = 25
/** What a row costs that lies alone, and what an account costs: three levels of its index, and itself. */
const ALONE = 1
const ACCOUNT = 4

type Read = (ctx: LoggedIn, organizationId: ReadableOrganizationId) => Promise<{ rows: object[] }>
/**
 * A page, what each of its rows may cost beyond: nothing, or what lies alone, or what has to be looked up; and what is
 * read to find them where what is wanted may be rare.
 */
type Page = [query: object, read: Read, each: number, search: number]

/** A hundred of the nearest, each looked up with its contact. */
const NEAREST = 100 * (ACCOUNT + 3 * ALONE)
/** The index of words, for a word that hardly anybody has. */
const WORDS = 60
const NOBODY = "zzqqxx"

const after = (...values: string[]) => Buffer.from(JSON.stringify(["after", values])).toString("base64url")
const inMiddle = (rows: number) => new Date(Date.now() - (rows / 2) * 60_000).toISOString()

function pagesOf<Query extends object>(
  list: (ctx: LoggedIn, id: ReadableOrganizationId, query: Query) => Promise<{ rows: object[] }>,
  each: number,
  queries: Query[],
  search = 0,
): Page[] {
  return queries.map((query) => [query, (ctx, id) => list(ctx, id, query), each, search])
}

/** The same queries, each of a tenth of all that there is. */
const ofPeriod = (rows: number, queries: RecordsQuery[]) =>
  queries.map((query) => ({ ...query, from: timeAt(rows / 2), to: timeAt(rows / 2 + rows / 10) }))

const proposed = async (ctx: LoggedIn, organizationId: string, query: { kind?: "invitation" }) => ({
  rows: await listProposed(ctx, { organizationId, after: null, limit: PAGE, ...query }),
})
const owned = async (ctx: LoggedIn, organizationId: string, query: { after?: string }) => ({
  rows: await listAccounts(ctx, { organizationId, after: null, limit: PAGE, ...query }),
})

/** Six scans of an index, each as far as it is counted; of what was written lately the rows are looked at too. */
const COUNTS = 1000
const counts = async (ctx: LoggedIn, organizationId: ReadableOrganizationId) => {
  await statusCounts(ctx, organizationId)
  return { rows: [] }
}

const received = async (ctx: LoggedIn, _: unknown, query: { after?: string }) => ({
  rows: await listReceived(ctx, { after: null, limit: PAGE, ...query }),
})
const certifications = (ctx: LoggedIn, _: unknown, query: { waiting: boolean; cursor?: string }) =>
  listCertifications(ctx, query)

const tasks = async (ctx: LoggedIn, organizationId: ReadableOrganizationId) => ({
  rows: await tasksOf(ctx, organizationId),
})

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
      { status: "pending", role: "member" },
      { search: "guest" },
      ...ofPeriod(rows, [{}, { direction: "asc" }, { status: "accepted" }, { role: "member" }, { search: "guest" }]),
      ...ofPeriod(rows, [{ cursor: after(idAt(rows / 2 + rows / 20)) }]),
    ]),
    // One in a thousand, and one in forty, lies alone.
    ...pagesOf(listInvitations, ALONE, [
      { status: "rejected" },
      { delivery: "failed" },
      { delivery: "failed", direction: "asc" },
      { delivery: "bounced" },
      { delivery: "complained" },
      ...ofPeriod(rows, [{ delivery: "failed" }, { delivery: "bounced" }]),
    ]),
    ...pagesOf(
      listInvitations,
      ALONE,
      [
        { delivery: "failed", search: NOBODY },
        { delivery: "failed", search: "guest" },
      ],
      WORDS,
    ),
    // So few have a rarer role in a small organization that all may be read.
    ...pagesOf(
      listInvitations,
      ALONE,
      [
        { role: "finance_admin" },
        { role: "dev_admin" },
        { status: "pending", role: "dev_admin" },
        { status: "accepted", role: "finance_admin" },
      ],
      rows > 1000 ? 0 : rows / 5,
    ),
    // Of what waits, a thousand records, each is looked at in the index.
    ...pagesOf(listInvitations, ALONE, [
      { expires: 1 },
      { expires: 3, direction: "asc" },
      { expires: 7, role: "member" },
      { expires: 7, search: "guest" },
    ]),
    ...pagesOf(listInvitations, ALONE, ofPeriod(rows, [{ role: "finance_admin" }, { status: "rejected" }])),
    // Two states are read; a thousand records, which are forty pages, are read as a whole for what is overdue.
    ...pagesOf(listInvitations, 2 * ALONE, [{ status: "expired" }]),
    // A contact's row is looked up by its id.
    ...pagesOf(listInvitations, ACCOUNT, [
      { sort: "contact", direction: "asc" },
      { sort: "contact", direction: "desc" },
      { sort: "contact", search: "guest" },
    ]),
    ...pagesOf(listInvitations, ALONE, [{ search: NOBODY }, { search: NOBODY, sort: "contact" }], WORDS),
    ...pagesOf(listInvitations, ALONE, ofPeriod(rows, [{ search: NOBODY }]), WORDS),
    // What has a rare state or role, one in a thousand, is sorted by contact.
    ...pagesOf(
      listInvitations,
      ACCOUNT,
      [
        { sort: "contact", status: "pending" },
        { sort: "contact", status: "revoked" },
        { sort: "contact", status: "rejected" },
        { sort: "contact", role: "dev_admin" },
      ],
      NEAREST + Math.max(NEAREST, rows / 1000),
    ),
  ],
  Members: (rows) => [
    ...pagesOf(listMembers, ACCOUNT + ALONE, [
      {},
      { direction: "desc" },
      { direction: "desc", leader: idAt(1) },
      { cursor: after(inMiddle(rows), idAt(1)) },
      { role: "member" },
      { role: "dev_admin" },
      { role: "admin" },
      { origin: "created" },
      { origin: "join-request", direction: "desc" },
      { origin: "invitation" },
      { origin: "founder" },
      { inactive: 30 },
      { inactive: 30, direction: "desc" },
      { inactive: 90 },
      { inactive: 365 },
      { inactive: 30, cursor: after("1999-01-01", idAt(1)) },
    ]),
    // Every third cannot log in.
    ...pagesOf(listMembers, 2 * ACCOUNT, [
      { search: "Member" },
      { search: "Member", inactive: 30 },
      { search: "Member", origin: "created" },
      { activated: true },
      { activated: true, except: "admin" },
    ]),
    ...pagesOf(
      listMembers,
      ACCOUNT + ALONE,
      [
        { search: NOBODY },
        { search: NOBODY, inactive: 90 },
        { search: NOBODY, origin: "created" },
        { search: "100000000777" },
      ],
      NEAREST + WORDS,
    ),
  ],
  "Account Group": (rows) => [
    ...pagesOf(listMemberAccounts, ACCOUNT + ALONE, [
      {},
      { cursor: after(inMiddle(rows), idAt(1)) },
      { origin: "created" },
      { origin: "invitation" },
      { direction: "desc" },
      { direction: "desc", origin: "created" },
    ]),
    ...pagesOf(
      listMemberAccounts,
      2 * ACCOUNT,
      [
        { search: "Member" },
        { search: NOBODY },
        { search: NOBODY, origin: "created" },
        { search: NOBODY, security: "failed" },
        { security: "none" },
        { security: "none", origin: "invitation" },
        { security: "waiting" },
        { security: "failed" },
      ],
      NEAREST + WORDS,
    ),
  ],
  // Beside those who act, who are few, a row may be about an account, of which a membership is looked up too.
  Audit: (rows) => [
    ...pagesOf(listAudit, 2 * ACCOUNT, [
      {},
      { cursor: after(inMiddle(rows), idAt(1)) },
      { action: "invitation.accept" },
      { action: "policy.create" },
      { result: "done" },
      { result: "refused" },
      { from: inMiddle(rows).slice(0, 10), to: inMiddle(rows).slice(0, 10) },
    ]),
    // Ten thousand rows are searched, forty on a page, and each of the accounts that they name is looked up once.
    ...pagesOf(
      listAudit,
      2 * ACCOUNT,
      [{ search: "Member" }, { search: NOBODY }, { search: "Grace" }],
      400 + 1000 * ACCOUNT,
    ),
    // Of refused attempts, one in a thousand, all may be read for one kind of them.
    ...pagesOf(listAudit, 2 * ACCOUNT, [{ action: "invitation.propose", result: "refused" }], rows / 1000),
  ],
  "the statuses' counts": () => pagesOf(counts, 0, [{}], COUNTS),
  // A task has its applicant looked up; a thousand requests are read for those whose reviewer reviews no more.
  tasks: () => pagesOf(tasks, ACCOUNT + 2 * ALONE, [{}], 200),
  "what programs list": () => [
    ...pagesOf(proposed, 0, [{}, { kind: "invitation" }]),
    // All that the account has ever been asked is looked up by its id.
    ...pagesOf(received, 0, [{}], RECEIVED * ACCOUNT),
    ...pagesOf(owned, ACCOUNT + ALONE, [{}, { after: `${new Date(0).toISOString()} ${idAt(1)}` }]),
  ],
  // An applicant is looked up; of each legal person too, and who has it already.
  "the operator's": (rows) =>
    pagesOf(certifications, 2 * ACCOUNT + ALONE, [
      { waiting: true },
      { waiting: false },
      { waiting: false, cursor: after(idAt(rows / 20)) },
    ]),
  "Request Log": (rows) => [
    ...pagesOf(listRequests, 0, [{}, { cursor: after(idAt(rows / 2)) }, { key: keyAt(1) }, { result: "done" }]),
    ...pagesOf(listRequests, ALONE, [{ result: "refused" }, { key: keyAt(0), result: "refused" }]),
  ],
}

describe.each(SIZES)("at $rows rows and $accounts accounts", ({ rows, accounts }) => {
  let setup: Awaited<ReturnType<typeof testDatabase>>
  let org: Organization
  let small: Organization
  beforeAll(async () => {
    setup = await testDatabase({ pool: 1 })
    org = await organization(setup.db, { quota: 1_000_000 })
    // The owner of the large one is an operator too, and has been asked by another.
    const inviting = await organization(setup.db)
    await appointOperator({ db: setup.db }, contactOf(org.owner.address))
    small = await organization(setup.db)
    const filling = { organizationId: org.id, ownerId: org.owner.id, from: SMALL + 1, rows, accounts }
    const few = { organizationId: small.id, ownerId: small.owner.id, rows: SMALL, accounts }
    const members = { ...filling, rows: Math.min(rows, accounts) }
    const both =
      (fill: Fill, big: Filling = filling) =>
      (db: Queries) =>
        fill(db, few).then(() => fill(db, big))
    await bulk(setup.url, ["accounts"], (db) => fillAccounts(db, filling))
    await bulk(setup.url, ["handshakes", "handshake_subjects"], async (db) => {
      await both(fillInvitations)(db)
      await fillJoinRequests(db, filling)
      await fillCertifications(db, filling)
      await fillReceived(db, { ...filling, organizationId: inviting.id, ownerId: inviting.owner.id, to: org.owner })
    })
    await bulk(setup.url, ["memberships"], both(fillMembers, members))
    await bulk(setup.url, ["audit"], both(fillAudit))
    await bulk(setup.url, ["requests", "access_keys"], (db) => fillRequests(db, filling))
  }, 600_000)
  afterAll(() => setup.close())

  // What PostgreSQL believes of an organization must not matter: that it has nearly all rows, or hardly any.
  const worlds: [string, number, () => Organization][] = [
    ["of a large organization", 0, () => org],
    ["of a small one beside it", 0, () => small],
    ["of a large one among many", MANY, () => org],
  ]
  describe.each(worlds)("%s", (_, many, which) => {
    beforeAll(() => believeIn(setup.owner, many))
    test.each(Object.entries(lists))("a page of %s reads what it shows, whatever the filter", async (list, pagesAt) => {
      const org = which()
      const known = list === "Members" || list === "Account Group" ? Math.min(rows, accounts) : rows
      for (const [query, read, each, search] of pagesAt(known)) {
        const ask = (db: Database) => read({ ...org.owner.ctx, db }, org.inView)
        for (let call = 0; call < WARM; call++) await ask(setup.db)
        let shown = 0
        const touched = await buffersOf(setup.db, async (db) => {
          shown = (await ask(db)).rows.length
        })
        // One row more than is shown tells whether another page follows.
        expect.soft(touched, `${list} ${JSON.stringify(query)}`).toBeLessThanOrEqual(PAGE + (shown + 1) * each + search)
      }
    })
  })
})

/** Has PostgreSQL believe that there are so many organizations; none for what it counts itself. */
async function believeIn(owner: Queries, many: number) {
  for (const table of ["handshakes", "handshake_subjects", "memberships", "audit", "requests"]) {
    await owner.execute(sql.raw(`alter table ${table} alter organization_id set (n_distinct = ${many})`))
    await owner.execute(sql.raw(`analyze ${table}`))
  }
}
