import { randomBytes } from "node:crypto"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const pure = ["**/*.pure.test.ts"]
const ignored = ["node_modules/**", ".next/**", "e2e/**"]

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

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    // Some tests wait for others to give up: a third worker uses that time.
    maxWorkers: 3,
    projects: [
      { extends: true, test: { ...shared, name: "rooms", include: pure, exclude: ignored } },
      {
        extends: true,
        test: {
          ...shared,
          name: "domain",
          include: ["{lib,db,app,components,scripts}/**/*.test.ts"],
          exclude: [...ignored, ...pure],
          globalSetup: "scripts/tools/test-server.ts",
        },
      },
      // Needs the build, and both processors for itself: npm run test:cluster, and the last step of npm test.
      {
        extends: true,
        test: { ...shared, name: "cluster", include: ["cluster/**/*.test.ts"], fileParallelism: false },
      },
      // Takes minutes: npm run test:recipe.
      { extends: true, test: { ...shared, name: "recipe", include: ["scripts/install/recipe/*.recipe.ts"] } },
    ],
  },
})
