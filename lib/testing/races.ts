import { inspect } from "node:util"
import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import type { LoggedIn } from "@/lib/core/context"
import { type LockStrength, lockOrganization } from "@/lib/core/locks"
import { Refusal } from "@/lib/shared/refusals"

/** How often a race is run: `all` times by `npm run test:races`, a tenth of that or `few` times in every other run. */
export function rounds(all: number, few = Math.ceil(all / 10)): number {
  return process.env.TEST_RACES === "long" ? all : few
}

/** What came of one move of a race: `done`, the code of its refusal, or a bug, which is whatever else was thrown. */
export function outcome(move: Promise<unknown>): Promise<string> {
  return move.then(
    () => "done",
    (error) => (error instanceof Refusal ? error.code : `bug: ${inspect(error)}`),
  )
}

/**
 * Starts the moves at once, another one first in each round, and gives what came of each. In the first rounds the first
 * one is done before the others start, so that every move wins once, however the machine shares out its time.
 */
export async function raced(moves: (() => Promise<unknown>)[], round: number): Promise<string[]> {
  const places = [...moves.entries()]
  const front = round % moves.length
  const outcomes: Promise<string>[] = []
  for (const [place, move] of [...places.slice(front), ...places.slice(0, front)]) {
    outcomes[place] = outcome(move())
    if (place === front && round < moves.length) await outcomes[place]
  }
  return Promise.all(outcomes)
}

/** One actor at so many addresses, for what comes from one goes together and races with nothing. */
export function fromAddresses(ctx: LoggedIn, count: number): LoggedIn[] {
  return Array.from({ length: count }, (_, index) => ({ ...ctx, ip: `198.51.100.${index + 1}` }))
}

/** The answers that no rule explains. */
export function bugs(answers: string[]): string[] {
  return answers.filter((answer) => answer.startsWith("bug"))
}

/** Who races for hundreds of rounds would meet the limits on attempts. */
export function forgetRates(db: Database) {
  return db.execute(sql`delete from limits`)
}

/** The organizations whose number of taken seats is not that of their members and invitations that wait. */
export async function wrongSeats(db: Database): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select o.id from organizations o where o.seats_taken <>
      (select count(*) from memberships m where m.organization_id = o.id) +
      (select count(*) from handshakes h
        where h.organization_id = o.id and h.kind = 'invitation' and h.state in ('requested', 'open'))`)
  return rows.map(({ id }) => id)
}

/** How many entries of an action each transaction has written, in the order of these. */
export async function transactionsOf(db: Database, organizationId: string, action: string): Promise<number[]> {
  const rows = await db.execute<{ entries: number }>(sql`
    select count(*)::int as entries from audit where organization_id = ${organizationId} and action = ${action}
     group by xmin order by min(at)`)
  return rows.map(({ entries }) => entries)
}

/** Holds the lock of an organization, as a change in another process does. */
export async function holding(db: Database, organizationId: string, strength?: LockStrength) {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return new Promise<{ release(): Promise<void> }>((locked, failed) => {
    const holder = db.transaction(async (tx) => {
      await lockOrganization({ db: tx }, organizationId, strength)
      locked({
        release() {
          release()
          return holder
        },
      })
      await released
    })
    holder.catch(failed)
  })
}
