import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import { a } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { accounts, letters, notices } from "@/db/schema"
import { type Given, givenRows, statement } from "@/db/statement"
import { databaseClock } from "@/lib/core/context"
import { attemptsOf, countAttempts, type RateLimitHit } from "@/lib/core/limits"
import type { Template } from "@/lib/letters"
import { settings } from "@/lib/settings"

/** For how long the reader of a notice can say that it was not them. */
const ANSWERABLE_FOR = "7 days"
/** What goes to a number too where there is an e-mail address: after it, that may be all that still reaches the owner. */
const BY_TEXT_TOO: readonly Template[] = [
  "password-changed",
  "contact-added",
  "contact-replaced",
  "factor-added",
  "factor-removed",
  "factor-reset-asked",
  "factors-reset",
]

/** What an account's owner is told of. */
export interface Notice {
  template: Template
  words?: Record<string, string>
}

/**
 * Queues notices to the contacts that their accounts have verified, in one statement of the caller's transaction, each
 * with a link by which its reader says that it was not them. Of one kind an account is sent so many a day; one beyond
 * that is left out, so that nobody can have their owner written to without end.
 */
export async function notify(tx: Queries, told: (Notice & { accountId: string })[]) {
  if (told.length === 0) return
  const { count: allowed } = settings().limits[RULE]
  const counted = told.map(({ accountId, template }): RateLimitHit => [RULE, `${accountId}/${template}`])
  const rows = told.map(({ accountId, template, words = {} }) => ({
    id: uuidv7(),
    account_id: accountId,
    key: `${RULE}:${accountId}/${template}`,
    allowed,
    template,
    words,
    by_email: uuidv7(),
    by_text: uuidv7(),
    too: BY_TEXT_TOO.includes(template),
  }))
  await tell({ db: tx, clock: databaseClock }, { attempts: attemptsOf(counted), rows: JSON.stringify(rows) })
}

const RULE = "noticesPerAccount"
const ROW = `id uuid, account_id uuid, key text, allowed int, template text, words jsonb, by_email uuid, by_text uuid,
  too boolean`

const tell = statement(({ attempts, rows }: Given<"attempts" | "rows">, clock) => ({
  shape: { id: letters.id },
  text: () => sql`
    with ${countAttempts(attempts, clock)},
    told as (
      insert into ${notices} (id, account_id, created_at, expires_at)
      select given.id, given.account_id, ${clock}, ${clock} + ${ANSWERABLE_FOR}::interval
        from ${givenRows(rows, ROW)} join counted using (key) where counted.count <= given.allowed
      returning id)
    insert into ${letters} (id, template, channel, recipient, locale, notice_id, words)
    select way.id, given.template, way.channel, way.recipient, ${a.locale}, told.id, given.words
      from ${givenRows(rows, ROW)} join told on told.id = given.id join ${accounts} ${a} on ${a.id} = given.account_id
      cross join lateral (values (given.by_email, 'email', ${a.email}), (given.by_text, 'sms', ${a.phone}))
        way (id, channel, recipient)
     where way.recipient is not null and (way.channel = 'email' or given.too or ${a.email} is null)`,
}))
