import { parse } from "papaparse"
import { expect, test } from "vitest"
import { csvStream } from "@/lib/audit/csv"

async function* batchesOf(...batches: string[][][]) {
  yield* batches
}

const written = async (head: string[], ...batches: string[][][]) => {
  const bytes = await new Response(csvStream(head, batchesOf(...batches))).arrayBuffer()
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
}

test("a file begins with the mark of its alphabet and has one line a row", async () => {
  const file = await written(["Who", "姓名"], [["Ada", "陈"]], [["Grace", "林"]])
  expect(file).toBe("\uFEFFWho,姓名\r\nAda,陈\r\nGrace,林\r\n")
})

test("what a spreadsheet would take for a formula is made text; commas, quotes and lines stay in their cell", async () => {
  const formulas = ['=HYPERLINK("http://evil.example","x")', "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
  const file = await written(["x"], [[...formulas, 'a "b", c\nd', "1=1"]])
  const [, row] = parse<string[]>(file).data
  expect(row).toEqual([...formulas.map((formula) => `'${formula}`), 'a "b", c\nd', "1=1"])
})

test("a formula that goes over several lines is made text too", async () => {
  const formulas = ['=HYPERLINK("http://evil.example",\n"x")', "=1\r\n+1", "@SUM(A1)\u2028", "-1\n"]
  const file = await written(["x"], [formulas])
  const [, row] = parse<string[]>(file).data
  expect(row).toEqual(formulas.map((formula) => `'${formula}`))
})

test("no batch is read before the one before it was taken, nor after the reader has gone", async () => {
  let asked = 0
  let ended = false
  async function* endless() {
    try {
      for (;;) {
        asked += 1
        yield [[`row ${asked}`]]
      }
    } finally {
      ended = true
    }
  }
  const reader = csvStream(["x"], endless()).getReader()
  await reader.read()
  await reader.read()
  expect(asked).toBe(0)
  await reader.read()
  expect(asked).toBe(1)
  await reader.cancel()
  expect(ended).toBe(true)
})
