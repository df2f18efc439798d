import type { Page } from "@playwright/test"
import { expect, test } from "@/e2e/world"

const KB = 1024

test("/invite and /confirm load at most 150 kB of scripts and 12 kB of style", async ({ page, world }) => {
  const acme = await world.enterprise()
  const letters = {
    "/invite": await world.invite(acme, (await world.person()).address),
    "/confirm": await world.transfer(acme, await world.member(acme.id)),
  }
  for (const [what, { path }] of Object.entries(letters)) {
    const loaded = await weigh(page)
    await page.goto(path)
    await page.waitForLoadState("networkidle")
    expect(told(what, loaded()).script).toBeLessThanOrEqual(150 * KB)
    expect(loaded().stylesheet).toBeLessThanOrEqual(12 * KB)
  }
})

test("Members loads at most 215 kB of scripts before its drawer opens", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.invite(acme, (await world.person()).address)
  await world.logIn(page.context(), acme.owner)
  for (const query of ["", "?tab=records"]) {
    const loaded = await weigh(page)
    await page.goto(`/${acme.id}/enterprise/members${query}`)
    await page.waitForLoadState("networkidle")
    expect(told(`Members${query}`, loaded()).script).toBeLessThanOrEqual(215 * KB)
    await page.getByRole("button", { name: "Invite", exact: true }).click()
    await expect(page.getByLabel("Invite by Email or Phone")).toBeVisible()
    await page.waitForLoadState("networkidle")
    told(`Members${query} with its drawer`, loaded())
  }
})

type Weights = Record<"script" | "stylesheet", number>

/** Counts the bytes that travel, as they are encoded; every page starts with an empty cache. */
async function weigh(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send("Network.enable")
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true })
  const kinds = new Map<string, string>()
  const weights: Weights = { script: 0, stylesheet: 0 }
  devtools.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type.toLowerCase()))
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId)
    if (kind === "script" || kind === "stylesheet") weights[kind] += encodedDataLength
  })
  return () => ({ ...weights })
}

function told(what: string, weights: Weights): Weights {
  const kB = (bytes: number) => `${(bytes / KB).toFixed(1)} kB`
  console.log(`${what}: scripts ${kB(weights.script)}, style ${kB(weights.stylesheet)}`)
  return weights
}
