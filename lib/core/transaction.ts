import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { QueryFailed, REFUSED } from "@/db/driver/failure"
import type { Context } from "@/lib/core/context"
import { countUp } from "@/lib/core/watching/counters"
import { spanned } from "@/lib/core/watching/spans"
import { Refusal, type RefusalCode } from "@/lib/shared/refusals"

/** What a broken invariant means to the person who ran into it. */
const refusalByConstraint: Record<string, RefusalCode> = {
  handshakes_one_pending: "already_pending",
  memberships_once: "already_member",
  memberships_one_super_admin: "forbidden",
  organizations_entity_alone: "entity_taken",
  organizations_handle: "handle_taken",
  memberships_one_affiliation: "already_affiliated",
  bindings_once: "contact_used",
  policies_name: "policy_name_taken",
  policy_attachments_once: "policy_attached",
  accounts_email: "contact_taken",
  accounts_phone: "contact_taken",
  factors_credential: "passkey_present",
}

/** The form field that shows it. */
const fields: Partial<Record<RefusalCode, string>> = { handle_taken: "handle" }

/**
 * Runs a verb's statements in one transaction; what the database refuses, by `refuse` or by an invariant, comes back as
 * a refusal.
 */
export async function transact<T>({ db }: Pick<Context, "db">, work: (tx: Queries) => Promise<T>): Promise<T> {
  try {
    return await spanned("transaction", () => db.transaction(work), { onlyInside: true })
  } catch (error) {
    throw (error instanceof QueryFailed && refusalOf(error.cause)) || error
  }
}

function refusalOf({ code, constraint_name = "", detail }: QueryFailed["cause"]): Refusal | undefined {
  if (code === REFUSED) return told(new Refusal(constraint_name as RefusalCode, JSON.parse(detail ?? "{}")))
  const meaning = refusalByConstraint[constraint_name]
  return meaning && new Refusal(meaning, { field: fields[meaning] })
}

/** A refusal of the database; a limit that it has counted itself is counted for the metrics here. */
function told(refusal: Refusal): Refusal {
  const { rule } = refusal.extra.facts ?? {}
  if (refusal.code === "rate_reached") countUp("muster_limits_reached_total", "limit", String(rule))
  return refusal
}

/**
 * Ends the transaction of a verb, sent behind its last statements without waiting for their answers: whatever could
 * still refuse must do so in the database. Inside another verb's transaction it does nothing.
 */
export function commit(tx: Queries): PromiseLike<unknown> {
  return tx.execute(sql`commit`)
}

/** Sends the last statement of a verb with the commit behind it; gives its answer. */
export async function committing<T>(tx: Queries, last: () => PromiseLike<T>): Promise<T> {
  const [answer] = await pipelined(last, () => commit(tx))
  return answer
}

type Steps<T extends readonly unknown[]> = { [K in keyof T]: () => PromiseLike<T[K]> }

/**
 * Sends statements of a transaction in this order, without waiting for the answer of the one before. Of several
 * failures the first is thrown, because the others only follow from it.
 */
export async function pipelined<T extends readonly unknown[]>(...steps: Steps<T>): Promise<T> {
  const settled = await Promise.allSettled(steps.map(async (step) => await step()))
  const failed = settled.find((one) => one.status === "rejected")
  if (failed) throw failed.reason
  return settled.map((one) => (one.status === "fulfilled" ? one.value : undefined)) as unknown as T
}
