// Forms that are posted as fast as a site answers, and a ledger of what became of them.
import { sql } from "drizzle-orm"
import { type Form, plainFounding, plainLetter, type Site, scriptedLetter, tabOf } from "@/e2e/forms"
import { newEmail, type World } from "@/e2e/world"
import { openSession } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { type Invitation, Renewed } from "@/lib/testing/acts/acts"
import { countOf, type Entry, faultyEffects, lostOf } from "@/lib/testing/acts/ledger"

const QUOTA = 1_000_000

interface Founded {
  name: string
  account: string
}

export type Posting = ReturnType<typeof postingOn>

/** Who posts forms on a site, and what is known of them. */
export function postingOn(site: Site, world: World) {
  const ledger = { sent: 0, acts: [] as Entry[], founded: [] as Founded[] }
  /** For each form that was sent once more after an update: whose it was, and which build had drawn it. */
  const renewed: { by: string; build: string }[] = []
  const organizations: string[] = []

  /** Sends a form, once more where Muster was updated since it was drawn; gives the form as it was drawn last. */
  async function sent<T>(by: string, form: Form<T>): Promise<{ form: Form<T>; answer: T }> {
    ledger.sent += 1
    try {
      return { form, answer: await form.send() }
    } catch (error) {
      if (!(error instanceof Renewed)) throw error
    }
    renewed.push({ by, build: form.build })
    const again = await form.again()
    return { form: again, answer: await again.send() }
  }

  const acknowledged = (act: Entry["act"], { id }: Invitation, contact: string) =>
    ledger.acts.push({ act, id, contact, at: performance.now() })

  /** A tab with a list of members that stays open: gives what invites somebody from it. */
  async function inviting(by: string) {
    const acme = await world.enterprise({ quota: QUOTA })
    organizations.push(acme.id)
    const owner = { id: acme.id, session: await sessionOf(world, acme.owner) }
    const guest = { address: "" }
    let tab = await tabOf(site, owner, guest)
    return async () => {
      const someone = await world.person()
      guest.address = someone.address
      const { form, answer } = await sent(by, tab)
      tab = form
      acknowledged("invited", answer, someone.address)
      return { someone, invitation: answer }
    }
  }

  /** Draws the letter of somebody who is invited, with a script or without one; gives what accepts it. */
  async function accepting(by: string, { someone, invitation }: Invited, scripted: boolean) {
    const session = await sessionOf(world, someone)
    const letter = await (scripted ? scriptedLetter : plainLetter)(site, session, invitation)
    return async () => {
      await sent(by, letter)
      acknowledged("accepted", invitation, someone.address)
    }
  }

  /** Draws the form of a new organization, without a script; gives what founds it. */
  async function founding(by: string) {
    const someone = await world.person()
    const name = newEmail("Lantern").split("@")[0] ?? ""
    const form = await plainFounding(site, await sessionOf(world, someone), name)
    return async () => {
      await sent(by, form)
      ledger.founded.push({ name, account: someone.id })
    }
  }

  return { ledger, renewed, organizations, inviting, accepting, founding }
}

type Invited = Awaited<ReturnType<Awaited<ReturnType<Posting["inviting"]>>>>

/** Of each fault how often it was found: a form that was not acknowledged, one that was lost, one that took effect twice. */
export async function faultsOf({ ledger, organizations }: Posting, { db }: World) {
  const { sent, acts, founded } = ledger
  const invited = acts.filter(({ act }) => act === "invited").length
  const given = sql`json_to_recordset(${JSON.stringify(founded)}::text::json) as one(name text, account uuid)`
  return {
    unanswered: sent - acts.length - founded.length,
    lost: await lostOf(db, acts),
    effects: await faultyEffects(db, organizations),
    beside: (await countOf(db, sql`select from handshakes where organization_id in ${organizations}`)) - invited,
    foundings: await countOf(
      db,
      sql`
      select from ${given}
       where (select count(*) from organizations o join memberships m on m.organization_id = o.id
               where o.name = one.name and m.account_id = one.account and m.role = 'super_admin') <> 1
          or (select count(*) from memberships m where m.account_id = one.account) <> 1
          or (select count(*) from audit a
               where a.actor_id = one.account and a.action = 'organization.found' and a.refusal is null) <> 1`,
    ),
  }
}

function sessionOf({ db }: World, { id }: { id: string }) {
  return openSession(db, { clock: databaseClock }, id)
}
