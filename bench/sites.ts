// The built app and the floor's server, each a program of its own, and what is asked of them.
import fs from "node:fs"
import path from "node:path"
import { asking, type Key, signedCall } from "@/bench/requests"
import type { Enterprise, Guest, Invitation } from "@/bench/world"
import { externalId } from "@/lib/shared/handshakes"
import { newEmail } from "@/lib/testing"
import { actionRequest } from "@/lib/testing/acts/actions"
import { letterCookieName } from "@/lib/web/letter-cookie"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"
import { supervise } from "@/scripts/tools/supervise.mjs"

const TRIES = 200
const PAUSE_MS = 100

export interface Site {
  pid: number
  /** What an answer costs that says nothing but that the site is there. */
  bare(): Promise<void>
  accept(guest: Guest, invitation: Invitation): Promise<void>
  create(): Promise<void>
  letter(guest: Guest, invitation: Invitation): Promise<void>
  records(): Promise<void>
  describe(id: string): Promise<void>
  inviteByProgram(): Promise<void>
  stop(): Promise<void>
}

interface About {
  enterprise: Enterprise
  key: Key
}

/** Muster as people get it, with the settings of this process, on a port of its own. */
export async function musterSite({ enterprise: { id: organizationId, session }, key }: About): Promise<Site> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const args = [path.join(root, "scripts", "web", "server.mjs"), String(port), "127.0.0.1"]
  const program = start("app", args, { NODE_ENV: "production", MUSTER_ORIGIN: origin })
  const ask = asking(port)
  const cookie = (of: string, token = "") => ({
    cookie: `muster-session=${of}; ${letterCookieName("invite")}=${token}`,
  })
  const act = (page: string, own: object, { headers, body }: ReturnType<typeof actionRequest>) =>
    ask(`POST ${page}`, { body, headers: { ...headers, origin, ...own }, expected: '"ok":true' })
  const members = `/${organizationId}/enterprise/members`
  const call = (operation: string, input: object) => ask("POST /api/aws", signedCall(key, { port, operation, input }))

  const site: Site = {
    ...program,
    bare: () => ask("GET /api/health", { headers: {}, expected: "" }),
    accept(guest, { token }) {
      return act("/invite", cookie(guest.session, token), actionRequest("answerAction", { token, answer: "accept" }))
    },
    create() {
      const values = { organizationId, contact: newEmail("by-action"), role: "member", note: "" }
      return act(members, cookie(session), actionRequest("inviteAction", values))
    },
    letter: (guest, { token }) => ask("GET /invite", { headers: cookie(guest.session, token), expected: "Accept" }),
    records: () => ask(`GET ${members}?tab=records`, { headers: cookie(session), expected: "@example.com" }),
    describe: (id) => call("DescribeHandshake", { HandshakeId: externalId(id) }),
    inviteByProgram: () =>
      call("InviteAccountToOrganization", { Target: { Id: newEmail("by-program"), Type: "EMAIL" } }),
  }
  return answering(site)
}

/** The floor over node:http. */
export async function floorSite({ enterprise: { id: organization, session }, key }: About, url: string): Promise<Site> {
  const port = await freePort()
  const args = ["--import", "tsx", path.join(root, "bench", "floor-server.ts"), url, String(port), key.secret]
  const program = start("floor", args)
  const ask = asking(port)
  const cookie = (of: string) => ({ cookie: `session=${of}` })
  const call = (operation: string, input: object) => ask("POST /api/aws", signedCall(key, { port, operation, input }))

  const site: Site = {
    ...program,
    bare: () => ask("GET /api/health", { headers: {}, expected: "" }),
    accept(guest, { token }) {
      return ask("POST /accept", {
        body: JSON.stringify({ token }),
        headers: cookie(guest.session),
        expected: '"ok":true',
      })
    },
    create() {
      const body = JSON.stringify({ organization, contact: newEmail("by-action") })
      return ask("POST /create", { body, headers: cookie(session), expected: '"ok":true' })
    },
    letter: (guest, { token }) =>
      ask(`GET /invite?token=${token}`, { headers: cookie(guest.session), expected: "Accept" }),
    records: () =>
      ask(`GET /records?organization=${organization}`, { headers: cookie(session), expected: "@example.com" }),
    describe: (id) => call("DescribeHandshake", { organization, id }),
    inviteByProgram: () =>
      call("InviteAccountToOrganization", { organization, session, contact: newEmail("by-program") }),
  }
  return answering(site)
}

const exitWithParent = ["--import", path.join(root, "scripts", "tools", "exit-with-parent.mjs")]

/** Starts a program that ends with this one, and says nothing. */
function start(name: string, args: string[], more: Record<string, string> = {}) {
  let pid = 0
  const { stop } = supervise({
    name,
    args: [...exitWithParent, ...args],
    env: { ...process.env, ...more },
    output: fs.openSync(process.env.BENCH_LOG ?? "/dev/null", "a"),
    onSpawn: (spawned: number) => {
      pid = spawned
    },
  })
  return { pid, stop }
}

/** Waits until a site answers. */
async function answering(site: Site): Promise<Site> {
  for (let tries = 1; ; tries++) {
    try {
      await site.records()
      return site
    } catch (error) {
      if (tries < TRIES) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      else await site.stop().then(() => Promise.reject(error))
    }
  }
}
