import { unparse } from "papaparse"

type Row = readonly (string | null)[]

/** What a spreadsheet takes for a formula begins so, on however many lines; full-width signs count too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
/** Excel takes a file without it for one of another alphabet. */
const BYTE_ORDER_MARK = "\uFEFF"

/**
 * A CSV file that is written while it is read: one batch of rows, never an empty one, is held in memory. A value that a
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
    // Nothing is read before somebody takes it.
    { highWaterMark: 0 },
  )
}
