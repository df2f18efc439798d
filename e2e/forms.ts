// Forms as a site has drawn them, with scripts and without, each ready to be sent.
import fs from "node:fs"
import path from "node:path"
import { type Drawn, keepingCookies, linkIn, visitor } from "@/e2e/visitor"
import { browser, type Invitation, Renewed } from "@/lib/testing/acts/acts"

/** A form of a page that was drawn; it can be sent, and its page be drawn anew. */
export interface Form<T> {
  /** The folder of the build that has drawn it. */
  build: string
  /** Throws `Renewed` where Muster says that it was updated, and anything else unless the form is acknowledged. */
  send(): Promise<T>
  again(): Promise<Form<T>>
}

export interface Site {
  origin: string
  /** The folders of the builds that may draw a page. */
  builds: string[]
}

/** A list of members in a tab with scripts, from which an owner invites whoever the guest is at the time. */
export function tabOf(site: Site, owner: { id: string; session: string }, guest: { address: string }) {
  const ask = keepingCookies()
  async function opened(): Promise<Form<Invitation>> {
    const build = builderOf(await browser(site.origin, { ask }).members(owner), site)
    const { invite } = browser(site.origin, { ask, build })
    return { build, send: () => invite(owner, guest), again: opened }
  }
  return opened()
}

/** The letter of an invitation in a browser with scripts. */
export async function scriptedLetter(site: Site, session: string, invitation: Invitation): Promise<Form<unknown>> {
  const reader = visitor(site.origin, { "muster-session": session })
  async function drawn(at: string): Promise<Form<unknown>> {
    const build = builderOf((await reader.open(at)).html, site)
    const { accept } = browser(site.origin, { ask: reader.ask, build })
    return { build, send: () => accept({ session }, invitation), again: () => drawn("/invite") }
  }
  return drawn(`/invite?token=${invitation.token}`)
}

/** The same in a browser without scripts. */
export function plainLetter(site: Site, session: string, { token }: Invitation): Promise<Form<unknown>> {
  const reader = visitor(site.origin, { "muster-session": session })
  return plainForm(site, reader, {
    at: `/invite?token=${token}`,
    press: (drawn) => reader.press(drawn, "Accept"),
    isDone: ({ html }) => html.includes("Invitation accepted"),
  })
}

/** The form of a new organization in a browser without scripts. */
export function plainFounding(site: Site, session: string, name: string): Promise<Form<unknown>> {
  const founder = visitor(site.origin, { "muster-session": session })
  return plainForm(site, founder, {
    at: "/me/organization",
    press: (drawn) => founder.press(drawn, "Create organization", { name }),
    isDone: ({ at }) => /^\/o-[a-z0-9]+\/enterprise\/members$/.test(at),
  })
}

interface Plain {
  at: string
  press(drawn: Drawn): Promise<Drawn>
  isDone(answer: Drawn): boolean
}

/** A form as it is without a script, where an update is told by a page of its own with the way back. */
async function plainForm(site: Site, by: ReturnType<typeof visitor>, { at, press, isDone }: Plain) {
  async function drawnAt(place: string): Promise<Form<unknown>> {
    const drawn = await by.open(place)
    let back = drawn.at
    return {
      build: builderOf(drawn.html, site),
      async send() {
        const answer = await press(drawn)
        if (isDone(answer)) return
        if (!answer.html.includes("Muster has been updated"))
          throw new Error(`${drawn.at} was answered with ${answer.at}`)
        back = linkIn(answer, "Reload the page")
        throw new Renewed(drawn.at)
      },
      again: () => drawnAt(back),
    }
  }
  return drawnAt(at)
}

/** The folder of the build that has drawn a page. */
function builderOf(html: string, { builds }: Site): string {
  const build = builds.find((one) => html.includes(fs.readFileSync(path.join(one, ".next/BUILD_ID"), "utf8")))
  if (!build) throw new Error("A page names no build that is known")
  return build
}
