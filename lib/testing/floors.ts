/**
 * The house from the ground up: rooms of one floor do not know each other, and the folders within a room belong to it.
 */
export const floors = [
  ["lib/shared"],
  ["lib/settings", "lib/i18n"],
  ["db/driver"],
  ["db"],
  ["lib/core", "lib/lists"],
  ["lib/audit/seals"],
  ["lib/audit"],
  ["lib/letters/templates"],
  ["lib/letters"],
  ["lib/letters/transports"],
  ["lib/accounts"],
  ["lib/factors"],
  ["lib/tags"],
  ["lib/effects"],
  ["lib/handshake"],
  ["lib/organizations"],
  ["lib/members", "lib/invitations", "lib/access-keys"],
  ["lib/recovery"],
  ["lib/operator"],
  ["lib/aws"],
  ["lib/web"],
  ["lib/ops"],
  ["lib/demo"],
  ["components/ui"],
  ["components/forms"],
  ["components/lists"],
  ["components/session", "components/shell", "components/factors"],
  ["components/members", "components/tasks", "components/organization", "components/ownership"],
  ["components/access-keys", "components/audit", "components/invitations", "components/letters"],
  ["components/account-group", "components/certification"],
  ["components/affiliation"],
  ["app"],
  ["scripts"],
  ["e2e", "bench"],
  ["cluster"],
  ["next.config.mjs", "drizzle.config.ts", "postcss.config.mjs", "vitest.config.ts"],
]

/** Where a package may be imported; any other may be imported anywhere. */
export const packages: { names: string[]; rooms: string[] }[] = [
  { names: ["drizzle-orm"], rooms: ["db", "lib", "e2e", "cluster"] },
  { names: ["postgres"], rooms: ["db", "scripts", "bench"] },
  {
    names: ["next", "next-auth"],
    rooms: ["app", "components", "lib/web", "lib/i18n/request.ts", "next.config.mjs", "scripts/web/server.mjs"],
  },
  { names: ["react", "react-dom"], rooms: ["app", "components", "lib/letters/templates", "lib/web"] },
  { names: ["react-email"], rooms: ["lib/letters/templates", "lib/letters/render.ts"] },
]

interface Boundary {
  why: string
  from: string[]
  /** What is closed to `from`, itself excepted. */
  to: string[]
  /** What of `to` is open all the same. */
  open: string[]
}

const everywhere = floors.flat()
export const boundaries: Boundary[] = [
  {
    why: "components run in the browser: of lib they see the words and rules that run there too",
    from: ["components"],
    to: ["db", "lib"],
    open: ["lib/shared", "lib/i18n/dialogs.ts", "lib/i18n/passkeys.ts", "lib/i18n/shortcuts.ts"],
  },
  {
    why: "db knows tables and connections; of lib only the words that a table consists of, and how an address is read",
    from: ["db"],
    to: ["lib"],
    open: ["lib/shared", "lib/settings/database-url.ts"],
  },
  { why: "a page asks a verb of lib; it does not query", from: ["app"], to: ["db"], open: [] },
  {
    why: "an operation of the API asks a verb of lib, as a page does; it does not query",
    from: ["lib/aws/operations"],
    to: ["db", "drizzle-orm"],
    open: [],
  },
  {
    why: "a handshake is moved by the verbs of lib/handshake/index.ts",
    from: everywhere,
    to: ["lib/handshake"],
    open: ["lib/handshake/index.ts", "lib/handshake/kinds.ts", "lib/handshake/view.ts"],
  },
  { why: "the guard is asked before Next", from: ["lib/web/guard"], to: ["next", "next-auth"], open: [] },
  {
    why: "what is written for tests stays with them",
    from: everywhere.filter((room) => !["e2e", "bench", "cluster"].includes(room)),
    to: ["lib/testing", "db/testing"],
    open: [],
  },
]
