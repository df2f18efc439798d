import type { Page } from "@/lib/lists/paging"
import { COUNTED } from "@/lib/shared/counts"

/** The rows of a list from a cursor on, page after page, as many as are counted, and where the rest of them begins. */
export async function gather<Row>(
  read: (cursor: string | undefined) => Promise<Page<Row>>,
  from: string | undefined,
): Promise<{ rows: Row[]; later: string | null }> {
  const rows: Row[] = []
  let cursor: string | null = from ?? null
  do {
    const page: Page<Row> = await read(cursor ?? undefined)
    rows.push(...page.rows)
    cursor = page.later
  } while (cursor && rows.length < COUNTED)
  return { rows, later: cursor }
}
