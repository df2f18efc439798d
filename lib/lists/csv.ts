import { unparse } from "papaparse"
import { withoutFormulas } from "@/lib/shared/csv/formulas"

type Row = readonly (string | null)[]

/** Excel reads a file without it in another alphabet. */
const BYTE_ORDER_MARK = "\uFEFF"

/**
 * A CSV file that is written while it is read, with one batch of rows in memory, never an empty one. An apostrophe
 * stands before what a spreadsheet would take for a formula.
 */
export function csvStream(head: Row, batches: AsyncIterator<Row[]>): ReadableStream<Uint8Array> {
  const text = new TextEncoder()
  const lines = (rows: Row[]) => text.encode(`${unparse(rows.map(harmless))}\r\n`)
  return new ReadableStream<Uint8Array>(
    {
      start(file) {
        file.enqueue(text.encode(BYTE_ORDER_MARK))
        file.enqueue(lines([head]))
      },
      async pull(file) {
        const { value, done } = await batches.next()
        if (done) return file.close()
        file.enqueue(lines(value))
      },
      async cancel() {
        await batches.return?.()
      },
    },
    // Zero, so that no batch is read before the client asks for it.
    { highWaterMark: 0 },
  )
}

function harmless(row: Row): (string | null)[] {
  return row.map((value) => (value === null ? null : withoutFormulas(value)))
}
