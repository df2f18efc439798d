import { randomBytes } from "node:crypto"
import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { challenges } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import type { ChallengePurpose } from "@/lib/shared/rows/factors"

const BYTES = 32
const MINUTES = 5

/** What a passkey's answer must be for. */
export interface Asked {
  purpose: ChallengePurpose
  /** Whose answer counts; null where anybody may log in. */
  accountId: string | null
}

type Clocked = Pick<Context, "clock">

/** What a passkey is to sign, as bytes. */
export async function newChallenge(db: Queries, { clock }: Clocked, asked: Asked) {
  const bytes = new Uint8Array(randomBytes(BYTES))
  const expiresAt = sql`${clock} + ${MINUTES}::int * interval '1 minute'`
  await db.insert(challenges).values({ ...asked, challenge: Buffer.from(bytes).toString("base64url"), expiresAt })
  return bytes
}

/** Takes the challenge that an answer names away, whatever becomes of the answer. Refuses `passkey_refused`. */
export async function claimChallenge(db: Queries, { clock }: Clocked, { purpose, accountId, clientData }: Answered) {
  const named = challengeIn(clientData)
  const claimed = await db
    .delete(challenges)
    .where(
      sql`${challenges.challenge} = ${named} and ${challenges.purpose} = ${purpose}
        and ${challenges.accountId} is not distinct from ${accountId}::uuid and ${challenges.expiresAt} > ${clock}`,
    )
    .returning({ challenge: challenges.challenge })
  if (claimed.length !== 1) refuse("passkey_refused")
  return named
}

type Answered = Asked & { clientData: string }

function challengeIn(clientData: string): string {
  try {
    return String(JSON.parse(Buffer.from(clientData, "base64url").toString()).challenge)
  } catch {
    return refuse("passkey_refused")
  }
}
