import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"

/** What an enterprise writes on a member account. */
export interface Tag {
  key: string
  value: string
}

/** Attaches the tags of an invitation to the account that accepted it, as they were allowed when it was made (R51, R53). */
export function attachTags(tx: Queries, organizationId: string, accountId: string, tags: readonly Tag[]) {
  return tx.execute(sql`
    insert into tags (organization_id, account_id, key, value)
    select ${organizationId}, ${accountId}, tag ->> 'key', tag ->> 'value'
      from jsonb_array_elements(${JSON.stringify(tags)}::text::jsonb) tag
    on conflict (organization_id, account_id, key) do update set value = excluded.value`)
}
