import { createHash } from "node:crypto"
import { type Context, database, databaseClock } from "@/lib/core/context"
import { exposed } from "@/lib/core/metrics"
import { sameBytes } from "@/lib/core/secrets"
import { textBudgets } from "@/lib/ops/text-budgets"
import { settings } from "@/lib/settings"

/** The metrics for who has sent the token of the settings as a bearer; null for anybody else. */
export async function metrics(
  authorization: string | null,
  { metricsToken } = settings(),
  ctx: Pick<Context, "db" | "clock"> = { db: database(), clock: databaseClock },
): Promise<string | null> {
  if (metricsToken === null || !sameBytes(digest(authorization ?? ""), digest(`Bearer ${metricsToken}`))) return null
  const budgets = await textBudgets(ctx)
  const valuesOf = (part: "spent" | "allowed") =>
    budgets.map((budget) => ({ labels: { budget: budget.rule }, value: budget[part] }))
  return exposed([
    { name: "muster_texts_spent", help: "Text messages of today that count for a budget.", values: valuesOf("spent") },
    { name: "muster_texts_allowed", help: "Text messages that a budget allows in a day.", values: valuesOf("allowed") },
  ])
}

/** Of one length, to be compared in constant time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}
