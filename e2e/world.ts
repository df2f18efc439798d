import { type BrowserContext, test as base, expect, type Locator, type Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { connect, type Database } from "@/db/client"
import { openSession } from "@/lib/accounts/sessions"
import { shownContact } from "@/lib/core/contacts"
import { databaseClock } from "@/lib/core/context"
import { codeFor } from "@/lib/core/secrets"
import { resetCode } from "@/lib/organizations/invitation-code"
import { approveRequest } from "@/lib/organizations/joining"
import { withoutFlag } from "@/lib/shared/typed/numbers"
import {
  bound,
  codeFrom,
  createdAccount,
  invited,
  joining,
  member,
  operator,
  organization,
  PASSWORD,
  person,
  requested,
  succeeded,
  transferring,
} from "@/lib/testing"

export { expect } from "@playwright/test"
export { expectAccessible } from "@/e2e/accessible"
export { newEmail, newLicence, newPhone, PASSWORD } from "@/lib/testing"

/** A number in the groups in which a page shows it. */
export function grouped(phone: string): string {
  return withoutFlag(shownContact(phone))
}

const COOKIE = "muster-session"

export type World = ReturnType<typeof worldOn>

/** Every test makes its own organizations and people; no two share any. */
export const test = base.extend<{ world: World }, { database: Database }>({
  database: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it
    async ({}, use) => {
      const { db, close } = connect(process.env.DATABASE_URL ?? "", { pool: 4 })
      await use(db)
      await close()
    },
    { scope: "worker" },
  ],
  world: async ({ database }, use) => use(worldOn(database)),
  /** A page whose browser complains of its policy or its markup fails the test. */
  page: async ({ page }, use) => {
    const complaints: string[] = []
    page.on("pageerror", ({ message }) => complaints.push(message))
    page.on("console", (line) => {
      if (/Content.Security.Policy|hydrat/i.test(line.text())) complaints.push(line.text())
    })
    await use(page)
    expect(complaints).toEqual([])
  },
})

function worldOn(db: Database) {
  return {
    db,
    enterprise: (about: Parameters<typeof organization>[1] = {}) => organization(db, about),
    person: (about: Parameters<typeof person>[1] = {}) => person(db, about),
    member: (organizationId: string, role?: Parameters<typeof member>[2], about: Parameters<typeof person>[1] = {}) =>
      member(db, organizationId, role, about),
    invite: async (...of: Parameters<typeof invited>) => {
      const invitation = await invited(...of)
      return { ...invitation, path: `/invite?token=${invitation.token}` }
    },
    transfer: async (...of: Parameters<typeof transferring>) => {
      const transfer = await transferring(...of)
      return { ...transfer, path: `/confirm?token=${transfer.token}` }
    },
    createAccount: (by: Parameters<typeof createdAccount>[1], name?: string) => createdAccount(db, by, name),
    bind: async (...of: Parameters<typeof bound>) => {
      const binding = await bound(...of)
      return { ...binding, path: `/activate?token=${binding.token}` }
    },
    succeed: (of: Parameters<typeof succeeded>[1], by: { id: string }) => succeeded(db, of, by),
    operator: () => operator(db),
    request: (...of: Parameters<typeof requested>) => requested(...of),
    code: codeFrom,
    resetCode: ({ id, owner }: Awaited<ReturnType<typeof organization>>) =>
      resetCode(owner.ctx, { organizationId: id }),
    join: joining,
    affiliate: async (into: Parameters<typeof joining>[0], someone: Parameters<typeof joining>[1]) => {
      const { id } = await joining(into, someone)
      await approveRequest(into.owner.ctx, { id })
    },
    logIn: (context: BrowserContext, someone: { id: string }) => logIn(db, context, someone),
    latestCode: (contact: string) => latestCode(db, contact),
    letters: (contact: string) => letters(db, contact),
    traces: (handshakeId: string) => traces(db, handshakeId),
    holdHandshakes: () => holdHandshakes(db),
    endSessions: (accountId: string) =>
      db.execute(sql`update sessions set ended_at = clock_timestamp() where account_id = ${accountId}`),
    run: (statement: ReturnType<typeof sql>) => db.execute(statement),
    asOwner,
  }
}

/** Runs statements in one transaction as who owns the tables, which the app does not. */
async function asOwner(...statements: ReturnType<typeof sql>[]) {
  const { db, close } = connect(process.env.DATABASE_URL ?? "", { pool: 1, role: null })
  const work = db.transaction(async (tx) => {
    for (const statement of statements) await tx.execute(statement)
  })
  await work.finally(close)
}

/** Logs in without the form; gives the session's token. */
async function logIn(db: Database, context: BrowserContext, { id }: { id: string }): Promise<string> {
  const token = await openSession(db, { clock: databaseClock }, id)
  const url = process.env.MUSTER_ORIGIN
  await context.addCookies([{ name: COOKIE, value: token, url, httpOnly: true, sameSite: "Lax" }])
  return token
}

/** The code that the letter under way to a contact carries; waits until one is under way. */
async function latestCode(db: Database, contact: string): Promise<string> {
  const latest = () =>
    db.execute<{ id: string }>(sql`select id from verifications where contact = ${contact} order by id desc limit 1`)
  await expect.poll(latest, `a code for ${contact}`).toHaveLength(1)
  const [verification] = await latest()
  return codeFor(verification?.id ?? "")
}

/** The templates of the letters to a contact, oldest first. */
async function letters(db: Database, contact: string): Promise<string[]> {
  const rows = await db.execute<{ template: string }>(
    sql`select template from letters where recipient = ${contact} order by id`,
  )
  return rows.map(({ template }) => template)
}

/** All that an answer would leave behind: the row, its audit rows, its letters, the members. */
async function traces(db: Database, handshakeId: string): Promise<unknown> {
  const [row] = await db.execute(sql`
    select h.state, h.generation, h.settled_at, h.expires_at, h.settled_by, h.terms,
           (select count(*)::int from audit where handshake_id = h.id and refusal is null) as audit,
           (select count(*)::int from letters where handshake_id = h.id) as letters,
           (select count(*)::int from memberships where organization_id = h.organization_id) as members
      from handshakes h where id = ${handshakeId}`)
  return row
}

/** Chooses an act in the menu of a row. */
export async function choose(page: Page, whose: string, act: string) {
  await page.getByRole("button", { name: `More actions for ${whose}`, exact: true }).click()
  await page.getByRole("menuitem", { name: act }).click()
}

/** Sets a filter of a list. */
export async function filterBy(page: Page, filter: string, choice: string) {
  const chip = page.getByRole("list", { name: "Filters" }).getByRole("button", { name: filter })
  await chip.click()
  await page.getByRole("menuitemradio", { name: new RegExp(`^${choice}( [\\d,+]+)?$`) }).click()
  await expect(chip).toContainText(choice)
}

/** The dialog over a page whose login has ended. */
export function endOfLogin(page: Page) {
  return page.getByRole("dialog", { name: "Your login has expired" })
}

/** Logs in again where the page tells that the login has ended: in its dialog, or on the login page. */
export async function logInAgain(page: Page, { address }: { address: string }, password = PASSWORD) {
  const place = page.locator("form").filter({ has: page.getByLabel("Password", { exact: true }) })
  await place.getByLabel("Email or phone", { exact: true }).fill(address)
  await place.getByLabel("Password", { exact: true }).fill(password)
  await place.getByRole("button", { name: /^Log in/ }).click()
}

/**
 * Makes every look at a letter wait, as a busy database does. Nothing less than the table holds a read: release it
 * soon.
 */
async function holdHandshakes(db: Database) {
  let [hold, release] = [() => {}, () => {}]
  const held = new Promise<void>((resolve) => {
    hold = resolve
  })
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const done = db.transaction(async (tx) => {
    await tx.execute(sql`lock table handshakes in access exclusive mode`)
    hold()
    await released
  })
  await held
  return {
    release() {
      release()
      return done
    },
  }
}

/** Opens the latest letter to somebody, once the worker has carried it to the mailbox. */
export async function openLetter(page: Page, recipient: string, subject: RegExp) {
  const entry = page.getByRole("listitem").filter({ hasText: recipient }).getByRole("link", { name: subject })
  await expect(async () => {
    await page.goto("/mailbox")
    await expect(entry.first()).toBeVisible({ timeout: 1000 })
  }).toPass()
  await entry.first().click()
  return page.frameLocator("iframe")
}

/**
 * Waits until the page's scripts have taken it over, with all its buttons: before that a click on what they drive is
 * lost.
 */
export async function takenOver(page: Page) {
  await page.waitForFunction(() => {
    const taken = (one: Element) => Object.keys(one).some((key) => key.startsWith("__react"))
    return document.querySelector("main h1") && [...document.querySelectorAll("main :is(h1, button)")].every(taken)
  })
}

/** Follows a link into a page that cannot be drawn: the browser has lost its calendar by then. */
export function withoutCalendar(link: Locator) {
  return link.evaluate((element: HTMLElement) => {
    const dates = Intl.DateTimeFormat.prototype
    Object.assign(window, { kept: Object.getOwnPropertyDescriptor(dates, "format") })
    Object.defineProperty(dates, "format", { value: null, configurable: true })
    element.click()
  })
}

/** Gives the browser its calendar back. */
export function findCalendar(page: Page) {
  return page.evaluate(
    () => void Object.defineProperty(Intl.DateTimeFormat.prototype, "format", Reflect.get(window, "kept")),
  )
}
