import { ListAccountsCommand } from "@aws-sdk/client-organizations"
import type { BrowserContext } from "@playwright/test"
import { faultsOf, type Posting, postingOn } from "@/e2e/posting"
import { twoServers } from "@/e2e/two-servers"
import { expect, takenOver, test, type World } from "@/e2e/world"
import { clientOf, keyFor } from "@/lib/testing/aws/clients"
import { root } from "@/scripts/tools/process-tools.mjs"

/** The folder of a newer version, which npm run test:builds makes; otherwise the one build takes its own place. */
const newer = process.env.MUSTER_NEWER_BUILD ?? root
const ENOUGH = 20
/** How often each thing is done before the first server is replaced, between the two, and after. */
const EACH = 3
/** For how long all of it goes on at least. */
const LOAD_MS = newer === root ? 0 : 60_000
const TABS = ["a tab whose guests have scripts", "a tab whose guests have none"]
const KEPT = ["a kept tab", "a kept letter with a script", "a kept letter", "a kept founding"]

test("servers that are restarted one after the other, under load, fail no request and lose no form", async ({
  context,
  world,
}) => {
  test.slow()
  const site = await twoServers()
  const began = performance.now()
  const posting = postingOn({ origin: site.origin, builds: [root, newer] }, world)
  const kept = await keptForms(posting)
  const load = under([...(await readers(site, context, world)), ...(await hands(posting))])
  try {
    for (const [at, share] of [1 / 3, 2 / 3].entries()) {
      await load.goesOn(began, share)
      await site.replace(at, newer)
    }
    for (const post of kept) await post()
    await load.goesOn(began, 1)
  } finally {
    await load.end()
    await site.close()
  }
  expect(site.failures).toEqual([])
  expect(load.failures).toEqual([])
  for (const { given } of site.behind) expect(given).toBeGreaterThan(ENOUGH)
  expect(await faultsOf(posting, world)).toEqual({ unanswered: 0, lost: 0, effects: 0, beside: 0, foundings: 0 })
  expectRenewed(posting.renewed)
  const seconds = Math.round((performance.now() - began) / 1000)
  const { ledger, renewed } = posting
  console.log(`${load.done()} rounds in ${seconds} s: ${ledger.sent} forms, ${renewed.length} told of an update`)
})

if (newer !== root) {
  test("a tab of an older version keeps what was typed over an update, and goes on", async ({ browser, world }) => {
    test.slow()
    const site = await twoServers()
    const someone = await world.person()
    const context = await browser.newContext({ baseURL: site.origin })
    await world.logIn(context, someone)
    const [page, walking] = [await context.newPage(), await context.newPage()]
    await page.goto("/me/organization")
    await takenOver(page)
    await page.getByLabel("Organization name").fill("Paper Lantern")
    await walking.goto("/me")
    await takenOver(walking)
    await walking.evaluate(() => Object.assign(window, { same: true }))
    for (const at of [0, 1]) await site.replace(at, newer)

    await page.getByRole("button", { name: "Create organization" }).click()
    await expect(page.getByText("Muster was updated.")).toBeVisible()
    await page.getByRole("button", { name: "Reload the page" }).click()
    await takenOver(page)
    await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
    await page.getByRole("button", { name: "Create organization" }).click()
    await expect(page).toHaveURL(/\/o-[a-z0-9]+\/enterprise\/members$/)

    // What the server draws is of another version than what shows it: the browser loads the whole page.
    await walking.getByRole("link", { name: "Access keys" }).first().click()
    await expect(walking).toHaveURL("/me/access-keys")
    await expect(walking.getByRole("heading", { level: 1 })).toBeVisible()
    expect(await walking.evaluate(() => "same" in window)).toBe(false)
    expect(site.failures).toEqual([])
    await context.close()
    await site.close()
  })

  test("a dialog of an older version, whose script is gone, says so and is there once the page is loaded again", async ({
    browser,
    world,
  }) => {
    test.slow()
    const site = await twoServers()
    const acme = await world.enterprise()
    const context = await browser.newContext({ baseURL: site.origin })
    await world.logIn(context, acme.owner)
    const page = await context.newPage()
    await page.goto(`/${acme.id}/enterprise/members`)
    await takenOver(page)
    for (const at of [0, 1]) await site.replace(at, newer)
    await page.getByRole("button", { name: "Invite", exact: true }).first().click()
    await page.getByRole("button", { name: "Reload the page" }).click()
    await takenOver(page)
    await page.getByRole("button", { name: "Invite", exact: true }).first().click()
    await expect(page.getByLabel("Invite by Email or Phone")).toBeVisible()
    expect(site.failures).toEqual([])
    await context.close()
    await site.close()
  })
}

/** What reads: pages with their addresses, and a program. */
async function readers(site: { origin: string }, context: BrowserContext, world: World) {
  const acme = await world.enterprise()
  const cookie = `muster-session=${await world.logIn(context, acme.owner)}`
  const program = clientOf(await keyFor(acme.owner, { in: acme }), {
    endpoint: `${site.origin}/api/aws`,
    maxAttempts: 1,
  })
  const page = (path: string) => async () => {
    const answer = await fetch(`${site.origin}${path}`, { headers: { cookie } })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  }
  const pages = ["/login", "/me", `/${acme.id}/enterprise/members`, "/api/session"].map(page)
  return [...pages, () => program.send(new ListAccountsCommand({}))]
}

/** What posts: two tabs whose guests accept, those of the one with scripts, and founders without any. */
async function hands({ inviting, accepting, founding }: Posting) {
  const tabs = await Promise.all(TABS.map(inviting))
  const guests = tabs.map((invite, at) => async () => (await accepting("a guest", await invite(), at === 0))())
  return [...guests, async () => (await founding("a founder"))()]
}

/** Forms of each kind that are drawn now; gives what posts each. */
async function keptForms({ inviting, accepting, founding }: Posting) {
  const [tab = "", scripted = "", plain = "", founder = ""] = KEPT
  const invite = await inviting(tab)
  return [
    await accepting(scripted, await invite(), true),
    await accepting(plain, await invite(), false),
    await founding(founder),
    invite,
  ]
}

/**
 * A page that stays open over an update is told once that there was one, and its form taken after that; one of the same
 * version is told nothing. None is told so of what the newer version has drawn.
 */
function expectRenewed(renewed: Posting["renewed"]) {
  const kept = [...TABS, ...KEPT]
  expect(renewed.filter(({ build }) => build !== root)).toEqual([])
  const told = renewed.map(({ by }) => by)
  if (newer === root) expect(told).toEqual([])
  else expect(told.filter((by) => kept.includes(by)).sort()).toEqual(kept.sort())
}

/** Does each of these without a pause, and counts what came of it. */
function under(works: (() => Promise<unknown>)[]) {
  const failures: string[] = []
  const times = works.map(() => 0)
  let ended = false
  const running = works.map(async (work, at) => {
    while (!ended) {
      await work().catch((error) => failures.push(String(error)))
      times[at] = (times[at] ?? 0) + 1
    }
  })
  return {
    failures,
    done: () => times.reduce((sum, one) => sum + one),
    /** Until each was done some times more, and a share of the time is over since a moment. */
    async goesOn(began: number, share: number) {
      const before = [...times]
      const isEnough = () =>
        times.every((one, at) => one - (before[at] ?? 0) >= EACH) && performance.now() - began >= share * LOAD_MS
      await expect.poll(isEnough, { timeout: 60_000, intervals: [100] }).toBe(true)
    },
    async end() {
      ended = true
      await Promise.all(running)
    },
  }
}
