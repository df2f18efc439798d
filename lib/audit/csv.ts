import { unparse } from "papaparse"

type Row = readonly (string | null)[]

/** How a value begins that a spreadsheet takes for a formula; full-width signs count too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
/** Excel reads a file without it in another alphabet. */
const BYTE_ORDER_MARK = "\uFEFF"

/**
 * A CSV file that is written while it is read, with one batch of rows in memory, never an empty one. A value that a
 * spreadsheet would take for a formula begins with an apostrophe.
 */
export function csvStream(head: Row, batches: AsyncIterator<Row[]>): ReadableStream<Uint8Array> {
  const text = new TextEncoder()
  const lines = (rows: Row[]) => text.encode(`${unparse(rows as string[][], { escapeFormulae: FORMULA })}\r\n`)
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
