import { unparse } from "papaparse"

type Row = readonly (string | null)[]

/**
 * Where a spreadsheet finds a formula: at the beginning of a cell, and behind whatever separates cells where it is
 * opened. Full-width signs count too; a phone number is none.
 */
const FORMULA = /(^|[;\t\r\n])([ \u00a0\u3000"']*)(?!\+\d{7,15}(?:$|[;\t\r\n]))(?=[=+\-@＝＋－＠])/g
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
  return row.map((value) => (value === null ? null : value.replace(FORMULA, "$1'$2")))
}
