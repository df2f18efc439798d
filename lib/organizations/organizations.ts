import { sql } from "drizzle-orm"
import { memberships, organizations } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { lockAccount } from "@/lib/core/locks"
import { randomWord } from "@/lib/core/secrets"
import { pipelined, transact } from "@/lib/core/transaction"

const ID_LENGTH = 12

/** Creates an organization for whoever asks, who is its super admin. Gives its id; refuses `rate_reached`, and what `foundOrganization` refuses. */
export async function createOrganization(ctx: LoggedIn, founding: Omit<Founding, "quota">): Promise<string> {
  await consumeLimits(ctx.db, ctx, [["organizationsPerAccount", ctx.actor.accountId]])
  return foundOrganization(ctx, founding)
}

interface Founding {
  name: string
  quota?: number
  /** Consolidated billing alone when it says no. */
  allFeatures?: boolean
  /** Whether the founder's account must come to belong to it; else it does when it belongs to no other. */
  affiliating?: true
}

/**
 * Founds an organization of its founder's seller, not certified yet; he is its super admin. Gives its id. Refuses
 * `already_affiliated`, by the database, where his account must belong to it and belongs to another.
 */
export function foundOrganization(ctx: LoggedIn, { name, quota, allFeatures, affiliating }: Founding): Promise<string> {
  const { accountId } = ctx.actor
  const id = newOrganizationId()
  const founder = { organizationId: id, accountId, role: "super_admin", origin: "founder" } as const
  const seller = sql<string>`(select seller from accounts where id = ${accountId})`
  const affiliated =
    affiliating ?? sql<boolean>`not exists (select from memberships where account_id = ${accountId} and affiliated)`
  return transact(ctx, async (tx) => {
    await pipelined(
      () => lockAccount(tx, accountId),
      () => tx.insert(organizations).values({ id, handle: id, name, quota, allFeatures, seller, createdAt: ctx.clock }),
      () => tx.insert(memberships).values({ ...founder, affiliated, joinedAt: ctx.clock }),
      () => record(tx, ctx, { organizationId: id, action: "organization.found", detail: { name } }),
    )
    return id
  })
}

/** A new organization id, as programs know it: `o-` and twelve letters or digits. */
function newOrganizationId(): string {
  return `o-${randomWord(ID_LENGTH)}`
}
