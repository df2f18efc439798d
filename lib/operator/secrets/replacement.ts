import { closeAllSessions } from "@/lib/accounts/sessions"
import { record } from "@/lib/audit/audit"
import type { Head } from "@/lib/audit/seals/checkpoints"
import { brokenHeads } from "@/lib/audit/seals/heads"
import { type ResealedChain, resealChain } from "@/lib/audit/seals/reseal"
import { chains } from "@/lib/audit/seals/verify"
import { type Context, databaseClock, noActor } from "@/lib/core/context"
import { type Reencrypted, reencryptAll } from "@/lib/operator/secrets/encrypted"
import { madeWithFormerSecrets, renewLeakedCodes, renewLeakedLinks } from "@/lib/operator/secrets/links"

type Db = Pick<Context, "db">

/** A chain of the audit after its rows were sealed again; what was kept of it elsewhere and is missing. */
export interface Resealed extends ResealedChain {
  chain: string
  name: string | null
  missing?: Head
}

/**
 * After a planned change of the secret: encrypts with the present one what former ones have encrypted, and seals again
 * what they have sealed, so that they are needed no more. Links and codes stay. May be run again at any time, and goes
 * on where it was ended by force. For the command alone.
 */
export async function rotateSecret({ db }: Db) {
  const encrypted = await reencryptAll(db)
  const sealed = await resealAll({ db }, [])
  await record(db, noActor, { action: "secret.rotate", detail: countsOf(encrypted, sealed) })
  return { encrypted, sealed, former: await madeWithFormerSecrets({ db }) }
}

/**
 * After a secret became known to others, once the settings name it as leaked: ends all logins, gives what was made with
 * it another link or code, encrypts anew what it encrypted, and seals again the chains whose rows and kept heads still
 * stand. May be run again, and goes on where it was ended by force. For the command alone.
 */
export async function replaceSecret({ db }: Db, kept: Head[]) {
  const logins = await closeAllSessions({ db, clock: databaseClock })
  const links = await renewLeakedLinks({ db })
  const codes = await renewLeakedCodes({ db })
  const encrypted = await reencryptAll(db)
  const sealed = await resealAll({ db }, kept)
  const detail = { logins, links, codes, ...countsOf(encrypted, sealed) }
  await record(db, noActor, { action: "secret.replace", detail })
  return { logins, links, codes, encrypted, sealed }
}

/** A chain of which a kept head is missing is left as it is: its rows may be of the making of who knows the secret. */
async function resealAll({ db }: Db, kept: Head[]): Promise<Resealed[]> {
  const missing = new Map((await brokenHeads(db, kept)).reverse().map((head) => [head.chain, head]))
  const all: Resealed[] = []
  for await (const { chain, name } of chains(db)) {
    const gone = missing.get(chain)
    missing.delete(chain)
    if (gone) all.push({ chain, name, rows: 0, resealed: 0, broken: null, missing: gone })
    else all.push({ chain, name, ...(await resealChain(db, chain)) })
  }
  const vanished = [...missing.values()]
  return [
    ...all,
    ...vanished.map((head) => ({ chain: head.chain, name: null, rows: 0, resealed: 0, broken: null, missing: head })),
  ]
}

function countsOf(encrypted: Reencrypted[], sealed: Resealed[]) {
  return {
    encrypted: encrypted.reduce((sum, { renewed }) => sum + renewed, 0),
    seals: sealed.reduce((sum, { resealed }) => sum + resealed, 0),
  }
}
