// Many invitations in one call beside as many calls, by the verbs alone: without a session, which only the calls repeat.

import { uuidv7 } from "uuidv7"
import { median } from "@/bench/measure"
import { connect } from "@/db/client"
import { inviteMember } from "@/lib/invitations/invitations"
import { inviteMany } from "@/lib/invitations/many"
import { newEmail, organization } from "@/lib/testing"

const ROWS = 200
const WARM_UP = 3
const ROUNDS = 15

/** The seconds of single calls and of one batch of as many, and how many times the rate the batch has. */
export interface BatchRatio {
  single: number
  batch: number
  times: number
}

/** Single calls and a batch in turn, so that what else the machine does falls on both; the medians of the rounds. */
export async function compareBatch(
  url: string,
  analyze: () => Promise<unknown>,
): Promise<BatchRatio & { rows: number }> {
  const { db, close } = connect(url)
  const { id: organizationId, owner } = await organization(db, { quota: 1_000_000 })
  const rows = () =>
    Array.from({ length: ROWS }, () => ({ contact: newEmail("many"), role: "member" as const, note: "" }))
  const rounds: BatchRatio[] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const [each, all] = [rows(), rows()]
    const single = await secondsOf(async () => {
      for (const row of each) await inviteMember(owner.ctx, { organizationId, ...row })
    })
    const batch = await secondsOf(async () => {
      const outcomes = await inviteMany(owner.ctx, { organizationId, batch: uuidv7(), rows: all })
      if (outcomes.some((one) => "refused" in one)) throw new Error("Not all were invited")
    })
    if (round >= 0) rounds.push({ single, batch, times: single / batch })
    else await analyze()
  }
  await close()
  const middle = (what: keyof BatchRatio) => median(rounds.map((round) => round[what]))
  return { rows: ROWS, single: middle("single"), batch: middle("batch"), times: middle("times") }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
