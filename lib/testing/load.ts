// A process that invites, accepts and revokes as fast as it can and says on its output what was acknowledged.
import { connect } from "@/db/client"
import { newAccount } from "@/lib/accounts/accounts"
import { accept, cancel, propose } from "@/lib/handshake"
import { settings } from "@/lib/settings"
import { Refusal } from "@/lib/shared/refusals"
import { contextOf, newEmail } from "@/lib/testing"

const HANDS = 6

const [organizationId = "", ownerId = ""] = process.argv.slice(2)
const { db } = connect(settings().databaseUrl, { pool: HANDS })
const owner = contextOf(db, ownerId)
const acknowledged = (what: string, id: string) => process.stdout.write(`${what} ${id}\n`)

await Promise.all(Array.from({ length: HANDS }, (_, hand) => work(hand)))

async function work(hand: number) {
  for (let round = 0; ; round++) await oneStory((round + hand) % 3).catch(goOn)
}

async function oneStory(way: number) {
  const subject = newEmail("load")
  const guest = await newAccount(db, { name: "Load", contact: subject, passwordHash: "none" })
  const { id } = await propose(owner, "invitation", { organizationId, subject, terms: { role: "member", note: "" } })
  acknowledged("invited", id)
  if (way === 0) return
  if (way === 1) await accept(contextOf(db, guest), { id })
  else await cancel(owner, { id })
  acknowledged(way === 1 ? "accepted" : "revoked", id)
}

/** A database that is away is waited for; a refusal of a rule would be a fault of this test. */
function goOn(error: unknown) {
  if (error instanceof Refusal) throw error
}
