import { sql } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import { accounts, memberships, organizations } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { lockAccount } from "@/lib/core/locks"
import { randomWord } from "@/lib/core/secrets"
import { pipelined, transact } from "@/lib/core/transaction"
import { mustLookOfItsOwn } from "@/lib/effects/names"

const ID_LENGTH = 12

/**
 * Creates an organization whose super admin is the own account. Gives its id; refuses `name_reserved`, `name_alike`, `rate_reached`, and what
 * `foundOrganization` refuses.
 */
export async function createOrganization(ctx: LoggedIn, founding: Omit<Founding, "quota">): Promise<string> {
  await mustLookOfItsOwn(ctx.db, founding)
  await consumeLimits(ctx.db, ctx, [["organizationsPerAccount", ctx.actor.accountId]])
  return foundOrganization(ctx, founding)
}

interface Founding {
  name: string
  quota?: number
  /** False for consolidated billing alone. */
  allFeatures?: boolean
  /** Whether the founder's account must come to belong to it; else it does when it belongs to no other. */
  affiliating?: true
}

/**
 * Founds an organization of its founder's seller, not certified yet, with the founder as its super admin. Gives its id.
 * Refuses `already_affiliated`, by the database, where the founder's account must belong to it and belongs to another.
 */
export function foundOrganization(ctx: LoggedIn, { name, quota, allFeatures, affiliating }: Founding): Promise<string> {
  const { accountId } = ctx.actor
  const id = newOrganizationId()
  const founder = { organizationId: id, accountId, role: "super_admin", origin: "founder" } as const
  const seller = sql<string>`(select ${a.seller} from ${accounts} ${a} where ${a.id} = ${accountId})`
  const elsewhere = sql`select from ${memberships} ${m} where ${m.accountId} = ${accountId} and ${m.affiliated}`
  const affiliated = affiliating ?? sql<boolean>`not exists (${elsewhere})`
  return transact(ctx, async (tx) => {
    await pipelined(
      () => lockAccount(tx, accountId),
      () =>
        tx
          .insert(organizations)
          .values({ id, handle: id, name, quota, allFeatures, seller, seatsTaken: 1, createdAt: ctx.clock }),
      () => tx.insert(memberships).values({ ...founder, affiliated, joinedAt: ctx.clock }),
      () => record(tx, ctx, { organizationId: id, action: "organization.found", detail: { name } }),
    )
    return id
  })
}

function newOrganizationId(): string {
  return `o-${randomWord(ID_LENGTH)}`
}
