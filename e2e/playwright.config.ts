import os from "node:os"
import path from "node:path"
import { defineConfig } from "@playwright/test"
import { browserArguments, needBrowser } from "@/scripts/tools/browser.mjs"

const json = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE
const folder = path.join(process.env.MUSTER_REPORTS ?? os.tmpdir(), "muster-e2e")

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: folder,
  globalSetup: "./server.ts",
  workers: 3,
  fullyParallel: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: json ? [["list"], ["json"]] : [["list"]],
  use: {
    locale: "en-US",
    actionTimeout: 30_000,
    navigationTimeout: 45_000,
    screenshot: "only-on-failure",
    // Nothing that moves is looked at, and a process for each site would be one for each page.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: await needBrowser(),
      args: [...browserArguments(), "--disable-site-isolation-trials"],
    },
  },
})
