import { randomBytes } from "node:crypto"
import fs from "node:fs"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const pure = ["**/*.pure.test.ts"]
const ignored = ["node_modules/**", ".next/**", "e2e/**"]

/**
 * What is not run through a pooler: what speaks of connections, roles and migrations themselves, which the files of db
 * hold against a pooler where it matters (db/pooler.test.ts); what has servers of its own; what counts flights, buffers
 * and plans; and the commands, which connect by themselves.
 */
const apartFromPoolers = [
  "db/{client,failover,grants,migrate,pooler,problems,silence,standbys}.test.ts",
  "lib/core/replicas/*.test.ts",
  "lib/ops/{failover,faults,gauges}.test.ts",
  "lib/testing/*.test.ts",
  "lib/handshake/organizations-apart.test.ts",
  "scripts/**",
]

/**
 * What has a process for each file: tests of the process itself and of what it is connected to, and those that set what a
 * process asks for once and remembers. All others share processes, for to import what they test takes longer than to test
 * it; and they come later, for those that count pages must not stand beside those that alter tables.
 */
const SETS_ITS_PROCESS = /process\.env(?:\.\w+|\[\w+\]) \S*= |(?:assign\(|delete )process\.env|\bvi\.(?!waitFor)/
const apart = [
  "{db,scripts}/**/*.test.ts",
  "lib/{core/replicas,ops}/**/*.test.ts",
  ...fs
    .readdirSync("lib", { recursive: true, encoding: "utf8" })
    .map((name) => `lib/${name}`)
    .filter((file) => file.endsWith(".test.ts") && SETS_ITS_PROCESS.test(fs.readFileSync(file, "utf8"))),
]

const shared = {
  environment: "node" as const,
  testTimeout: 180_000,
  hookTimeout: 180_000,
  env: {
    MUSTER_EMBEDDED: "1",
    MUSTER_ORIGIN: "http://localhost:3000",
    MUSTER_SECRET: randomBytes(36).toString("base64"),
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/unset",
    LOG_LEVEL: "silent",
  },
}

const domain = {
  ...shared,
  exclude: [...ignored, ...pure, ...(process.env.TEST_POOLER ? apartFromPoolers : [])],
  globalSetup: "lib/testing/test-server.ts",
}

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    // Some tests wait for others to give up: a third worker uses that time.
    maxWorkers: 3,
    projects: [
      { extends: true, test: { ...shared, name: "rooms", include: pure, exclude: ignored } },
      { extends: true, test: { ...domain, name: "domain-apart", include: apart } },
      {
        extends: true,
        test: {
          ...domain,
          name: "domain",
          include: ["{lib,app,components}/**/*.test.ts"],
          exclude: [...domain.exclude, ...apart],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      // Needs the build, and both processors for itself: npm run test:cluster, and the last step of npm test.
      {
        extends: true,
        test: { ...shared, name: "cluster", include: ["cluster/**/*.test.ts"], fileParallelism: false },
      },
      // Needs what Debian installs: npm run test:patroni.
      { extends: true, test: { ...shared, name: "patroni", include: ["cluster/*.patroni.ts"] } },
      // Takes minutes: npm run test:recipe.
      { extends: true, test: { ...shared, name: "recipe", include: ["scripts/install/recipe/*.recipe.ts"] } },
    ],
  },
})
