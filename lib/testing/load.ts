// A process that invites, one and many, accepts and revokes as fast as it can and says on its output what was
// acknowledged.
import { randomUUID } from "node:crypto"
import { connect } from "@/db/client"
import { newAccount } from "@/lib/accounts/accounts"
import { accept, cancel, propose } from "@/lib/handshake"
import { inviteMany } from "@/lib/invitations/many"
import { settings } from "@/lib/settings"
import { Refusal } from "@/lib/shared/refusals"
import { contextOf, newEmail } from "@/lib/testing"

const HANDS = 6
const ROWS_OF_A_BATCH = 20
const STORIES_FOR_A_BATCH = 20

const [organizationId = "", ownerId = ""] = process.argv.slice(2)
const { db } = connect(settings().databaseUrl, { pool: HANDS })
const owner = contextOf(db, ownerId)
const acknowledged = (what: string, id: string) => process.stdout.write(`${what} ${id}\n`)

await Promise.all(Array.from({ length: HANDS }, (_, hand) => work(hand)))

async function work(hand: number) {
  for (let round = 0; ; round++) {
    const isBatch = (round + hand) % STORIES_FOR_A_BATCH === 0
    await (isBatch ? oneBatch() : oneStory((round + hand) % 3)).catch(goOn)
  }
}

/** The batch is the note of its rows, by which they are counted. */
async function oneBatch() {
  const batch = randomUUID()
  const row = () => ({ contact: newEmail("load"), role: "member" as const, note: batch })
  await inviteMany(owner, { organizationId, batch, rows: Array.from({ length: ROWS_OF_A_BATCH }, row) })
  acknowledged("batch", batch)
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
