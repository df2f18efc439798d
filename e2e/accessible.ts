import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { expect, type Page } from "@playwright/test"
import type { RunOptions, run as runAxe } from "axe-core"

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
/** What is no matter of colours is the same in both schemes. */
const SCHEMES: ["light" | "dark", RunOptions][] = [
  ["light", {}],
  ["dark", { runOnly: ["color-contrast", "link-in-text-block"] }],
]
/** What axe would load once more serves rules of how a screen is held, which are not asked, and of sound; there is none. */
const LEAST: RunOptions = { resultTypes: ["violations"], preload: false }

/** Holds a page against axe in both colour schemes. */
export async function expectAccessible(page: Page) {
  for (const [colorScheme, rules] of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" })
    await settled(page)
    // A page that is drawn again is without its title until it has streamed in once more.
    await expect(page).toHaveTitle(/\S/)
    expect((await violations(page, rules)).map((violation) => `${colorScheme} ${violation}`)).toEqual([])
  }
}

/** What axe complains of, with the elements; its script stays in the page for the next look. */
async function violations(page: Page, rules: RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE)
  return page.evaluate(
    async (options) => {
      const axe: { run: typeof runAxe } = Reflect.get(window, "axe")
      const { violations } = await axe.run(document, options)
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)
    },
    { ...rules, ...LEAST } as RunOptions,
  )
}

/** Waits until the colours of a scheme are drawn: even a short change of colour is one that axe can fall into. */
function settled(page: Page) {
  return page.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn))
    await frame()
    await frame()
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
    await frame()
  })
}
