// What browsers and programs ask of a site, each as it does; every act throws unless it was acknowledged.
import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  InviteAccountToOrganizationCommand,
  type OrganizationsClient,
} from "@aws-sdk/client-organizations"
import { actionId, formBody } from "@/bench/requests"
import { externalId, internalId } from "@/lib/shared/handshakes"

const PATIENCE_MS = 30_000
const LETTER_COOKIE = "muster-letter-invite"

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

interface Invitation {
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

/** As a browser does: the session as a cookie, forms by Server Actions. */
export function browser(origin: string): Acts & { members(by: Sender): Promise<unknown> } {
  const post = async (path: string, action: string, { headers, body }: { headers: HeadersInit; body: string }) => {
    const sent = { ...headers, origin, accept: "text/x-component", "next-action": actionId(action) }
    const answer = await fetch(`${origin}${path}`, {
      method: "POST",
      headers: sent,
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const text = await answer.text()
    if (answer.status === 200 && text.includes('"ok":true')) return text
    throw new Error(`${action} was answered with ${answer.status} ${/"code":"\w+"/.exec(text)?.[0] ?? ""}`)
  }
  const asOwner = (by: Sender, action: string, input: object) =>
    post(`/${by.id}/enterprise/members`, action, {
      headers: { cookie: `muster-session=${by.session}`, "content-type": "text/plain;charset=UTF-8" },
      body: JSON.stringify([null, input]),
    })
  const tokenIn = (text: string) => /\/invite\?token=([\w.-]+)/.exec(text)?.[1] ?? ""

  return {
    async invite(by, { address }) {
      const input = { organizationId: by.id, contact: address, role: "member", note: "" }
      const text = await asOwner(by, "inviteAction", input)
      return { id: /"id":"([\w-]+)"/.exec(text)?.[1] ?? "", token: tokenIn(text) }
    },
    accept({ session }, { token }) {
      const { headers, body } = formBody({ token, answer: "accept" })
      const cookie = `muster-session=${session}; ${LETTER_COOKIE}=${token}`
      return post("/invite", "answerAction", { headers: { ...headers, cookie }, body })
    },
    revoke: (by, { id }) => asOwner(by, "revokeAction", { id }),
    async resend(by, { id }) {
      await asOwner(by, "resendAction", { id })
      return { id, token: tokenIn(await asOwner(by, "linkAction", { id })) }
    },
    async members({ id, session }) {
      const asked = { headers: { cookie: `muster-session=${session}` }, signal: AbortSignal.timeout(PATIENCE_MS) }
      const answer = await fetch(`${origin}/${id}/enterprise/members`, asked)
      const text = await answer.text()
      if (answer.status !== 200 || !text.includes("Grace Lin")) throw new Error(`The page answered ${answer.status}`)
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
