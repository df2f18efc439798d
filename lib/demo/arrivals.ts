import type { Database } from "@/db/client"
import { newAccount } from "@/lib/accounts/accounts"
import type { LoggedIn } from "@/lib/core/context"
import { idFrom } from "@/lib/demo/clock"
import { crowd, type Guest } from "@/lib/demo/crowd"
import { accept, cancel, decline, propose } from "@/lib/handshake"

interface Arrivals {
  db: Database
  at: (accountId: string, daysAgo: number) => LoggedIn
  harbour: string
  inviter: string
  passwordHash: string
}

/** Invites the next of the crowd within a span of days, one after the other; each answers before the next is asked. */
export function arrivals({ db, at, harbour, inviter, passwordHash }: Arrivals) {
  const waiting = [...crowd]
  const answer = async (id: string, { fate, name = "", contact }: Guest, daysAgo: number) => {
    if (fate === "revoked") await cancel(at(inviter, daysAgo), { id })
    if (fate !== "accepted" && fate !== "rejected") return
    const guest = await newAccount(db, { name, contact, passwordHash })
    await (fate === "accepted" ? accept : decline)(at(guest, daysAgo), { id })
  }
  return async ({ from, to, guests }: { from: number; to: number; guests: number }) => {
    const step = (from - to) / guests
    for (const [n, guest] of waiting.splice(0, guests).entries()) {
      const terms = { role: guest.role, note: "" }
      const daysAgo = from - n * step
      const proposal = { id: idFrom(daysAgo), organizationId: harbour, subject: guest.contact, terms }
      const { id } = await propose(at(inviter, daysAgo), "invitation", proposal)
      await answer(id, guest, from - (n + 0.5) * step)
    }
  }
}
