// Hands that use a site as fast as it answers, and write down what it has acknowledged.
import { setTimeout as pause } from "node:timers/promises"
import type { Database } from "@/db/client"
import { openSession } from "@/lib/accounts/sessions"
import { contextOf, organization, person } from "@/lib/testing"
import { type Acts, browser, type Guest, program, type Sender } from "@/lib/testing/acts/acts"
import type { Entry } from "@/lib/testing/acts/ledger"
import { clientOf, keyFor } from "@/lib/testing/aws/clients"

const HANDS = 6
const READERS = 2
const QUOTA = 1_000_000
const BREATH_MS = 50

export interface Load {
  ledger: Entry[]
  /** When pages were answered, and what became of the others. */
  pages: { at: number; fault?: string }[]
  /** What was not acknowledged, with how often. */
  faults: Map<string, number>
  /** Waits until so many more were acknowledged. */
  more(count: number): Promise<void>
  /** Ends when all that is under way has been answered. */
  stop(): Promise<void>
}

/** Makes an organization for each of some senders, with a session and a program of its owner. */
export async function sendersOf(db: Database, origin: string, count = 3): Promise<Sender[]> {
  const made = async () => {
    const { id, owner } = await organization(db, { quota: QUOTA })
    const session = await openSession(db, owner.ctx, owner.id)
    const key = await keyFor(owner, { in: { id } })
    return { id, session, program: clientOf(key, { endpoint: `${origin}/api/aws` }) }
  }
  return Promise.all(Array.from({ length: count }, made))
}

/** Uses a site until it is stopped; guests are made beside it, in its database. */
export function startLoad({ db, origin, senders }: { db: Database; origin: string; senders: Sender[] }): Load {
  const ways: Acts[] = [browser(origin), program]
  const load = { ledger: [] as Entry[], pages: [] as Load["pages"], faults: new Map<string, number>() }
  let running = true

  async function hand(number: number) {
    for (let round = number; running; round++) {
      const way = ways[round % ways.length] as Acts
      const by = senders[(round + number) % senders.length] as Sender
      const guest = await newGuest(db, origin).catch(notDown)
      const story = { way, by, course: Math.floor(round / 2) % 4, ledger: load.ledger }
      if (guest) await told(story, guest).catch(notDown)
    }
  }

  async function notDown(error: unknown) {
    const { name, message } = error as Error
    const fault = name === "Error" ? message : name
    load.faults.set(fault, (load.faults.get(fault) ?? 0) + 1)
    await pause(BREATH_MS)
  }

  async function reader(number: number) {
    const { members } = browser(origin)
    while (running) {
      const fault = await members(senders[number % senders.length] as Sender).then(
        () => undefined,
        ({ message }: Error) => message,
      )
      load.pages.push({ at: performance.now(), ...(fault && { fault }) })
      await pause(BREATH_MS)
    }
  }

  const hands = [
    ...Array.from({ length: HANDS }, (_, number) => hand(number)),
    ...Array.from({ length: READERS }, (_, number) => reader(number)),
  ]
  return {
    ...load,
    async more(count) {
      const before = load.ledger.length
      while (load.ledger.length < before + count) await pause(BREATH_MS)
    },
    async stop() {
      running = false
      await Promise.all(hands)
    },
  }
}

interface Story {
  way: Acts
  by: Sender
  /** What becomes of the invitation. */
  course: number
  ledger: Entry[]
}

/** Tells a story to its end, or until something of it is not acknowledged. */
async function told({ way, by, course, ledger }: Story, guest: Guest) {
  let invitation = await way.invite(by, guest)
  const { id } = invitation
  const done = (act: Entry["act"]) => ledger.push({ act, id, contact: guest.address, at: performance.now() })
  done("invited")
  if (course === 0) return
  if (course === 1) {
    await way.revoke(by, invitation)
    done("revoked")
    return
  }
  if (course === 2 && way.resend) {
    invitation = await way.resend(by, invitation)
    done("resent")
  }
  await way.accept(guest, invitation)
  done("accepted")
}

/** Somebody who can be invited, with a session and a program. */
async function newGuest(db: Database, origin: string): Promise<Guest> {
  const { id, address } = await person(db)
  const ctx = contextOf(db, id)
  const [session, key] = [await openSession(db, ctx, id), await keyFor({ ctx })]
  return { address, session, program: clientOf(key, { endpoint: `${origin}/api/aws` }) }
}
