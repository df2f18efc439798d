// What browsers and programs ask of a site, each as it does; every act throws unless it was acknowledged.
import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  InviteAccountToOrganizationCommand,
  type OrganizationsClient,
} from "@aws-sdk/client-organizations"
import { externalId, internalId } from "@/lib/shared/handshakes"
import { actionRequest } from "@/lib/testing/acts/actions"

const PATIENCE_MS = 30_000
const LETTER_COOKIE = "muster-letter-invite"
const UNLIMITED = "1000000/1m"
const LIMITS = [
  "INVITES_PER_INVITER",
  "INVITES_PER_ORGANIZATION",
  "INVITES_PER_RECIPIENT_HERE",
  "REQUESTS_PER_KEY",
  "LINKS_PER_IP",
]

/** The settings of a site that is asked for more than people ask. */
export const unlimited = Object.fromEntries(LIMITS.map((name) => [`LIMIT_${name}`, UNLIMITED]))

/** The page of a form was drawn by another version of Muster, and the form did nothing. */
export class Renewed extends Error {}

export interface Sender {
  id: string
  session: string
  program: OrganizationsClient
}

export interface Guest {
  address: string
  session: string
  program: OrganizationsClient
}

export interface Invitation {
  id: string
  token: string
}

/** The acts of one way to use Muster; a way that knows no resending has none. */
export interface Acts {
  invite(by: Sender, to: Guest): Promise<Invitation>
  accept(guest: Guest, invitation: Invitation): Promise<unknown>
  revoke(by: Sender, invitation: Invitation): Promise<unknown>
  resend?(by: Sender, invitation: Invitation): Promise<Invitation>
}

interface Tab {
  /** Asks in place of `fetch`, with more cookies say. */
  ask?: typeof fetch
  /** The folder of the build that has drawn the page; the folder of the tests without it. */
  build?: string
}

type Browsing = Omit<Sender, "program">

/** As a browser does: the session as a cookie, forms by Server Actions; gives members as the page that lists them. */
export function browser(origin: string, { ask = fetch, build }: Tab = {}) {
  const post = async (path: string, action: string, { cookie, values }: { cookie: string; values: object }) => {
    const { headers, body } = actionRequest(action, values, build)
    const answer = await ask(`${origin}${path}`, {
      method: "POST",
      headers: { ...headers, origin, cookie },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const text = await answer.text()
    if (answer.status === 200 && text.includes('"ok":true')) return text
    if (answer.headers.has("x-nextjs-action-not-found")) throw new Renewed(action)
    throw new Error(`${action} was answered with ${answer.status} ${/"code":"\w+"/.exec(text)?.[0] ?? ""}`)
  }
  const asOwner = (by: Browsing, action: string, input: object) =>
    post(`/${by.id}/enterprise/members`, action, { cookie: `muster-session=${by.session}`, values: input })
  const tokenIn = (text: string) => /\/invite\?token=([\w.-]+)/.exec(text)?.[1] ?? ""

  return {
    async invite(by: Browsing, { address }: Pick<Guest, "address">): Promise<Invitation> {
      const input = { organizationId: by.id, contact: address, role: "member", note: "" }
      const text = await asOwner(by, "inviteAction", input)
      return { id: /"id":"([\w-]+)"/.exec(text)?.[1] ?? "", token: tokenIn(text) }
    },
    accept({ session }: Pick<Guest, "session">, { token }: Invitation) {
      const cookie = `muster-session=${session}; ${LETTER_COOKIE}=${token}`
      return post("/invite", "answerAction", { cookie, values: { token, answer: "accept" } })
    },
    revoke: (by: Browsing, { id }: Invitation) => asOwner(by, "revokeAction", { id }),
    async resend(by: Browsing, { id }: Invitation) {
      await asOwner(by, "resendAction", { id })
      return { id, token: tokenIn(await asOwner(by, "linkAction", { id })) }
    },
    async members({ id, session }: Browsing): Promise<string> {
      const asked = { headers: { cookie: `muster-session=${session}` }, signal: AbortSignal.timeout(PATIENCE_MS) }
      const answer = await ask(`${origin}/${id}/enterprise/members`, asked)
      const text = await answer.text()
      if (answer.status !== 200 || !text.includes("Grace Lin")) throw new Error(`The page answered ${answer.status}`)
      return text
    },
  }
}

/** As a program does that AWS has made, which tries again by itself. */
export const program: Acts = {
  async invite(by, { address }) {
    const input = { Target: { Type: "EMAIL", Id: address } } as const
    const { Handshake } = await by.program.send(new InviteAccountToOrganizationCommand(input))
    return { id: internalId(Handshake?.Id ?? "") ?? "", token: "" }
  },
  accept: (guest, { id }) => guest.program.send(new AcceptHandshakeCommand({ HandshakeId: externalId(id) })),
  revoke: (by, { id }) => by.program.send(new CancelHandshakeCommand({ HandshakeId: externalId(id) })),
}
