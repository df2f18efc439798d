import { parse } from "papaparse"
import { expect, test } from "vitest"
import { csvStream } from "@/lib/lists/csv"

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

test.each([
  ['=HYPERLINK("http://evil.example","x")', '\'=HYPERLINK("http://evil.example","x")'],
  ["+1+1", "'+1+1"],
  ["-1", "'-1"],
  ["@SUM(A1)\u2028", "'@SUM(A1)\u2028"],
  ["＝1+1", "'＝1+1"],
  ["\t=1", "\t'=1"],
  ["\r=1", "\r'=1"],
  ["\n=1", "\n'=1"],
  [" =1", "' =1"],
  ['"=1"', '\'"=1"'],
  ["x;=1", "x;'=1"],
  ["x; =1;+2", "x;' =1;'+2"],
  ['x;"=1"', 'x;\'"=1"'],
  ["x\t@SUM(A1)", "x\t'@SUM(A1)"],
  ['=HYPERLINK("http://evil.example",\n"x")', '\'=HYPERLINK("http://evil.example",\n"x")'],
  ["=1\r\n+1", "'=1\r\n'+1"],
  ["+1234567+cmd", "'+1234567+cmd"],
])("%j is made text for every separator: %j", async (value, text) => {
  const [, row] = parse<string[]>(await written(["x"], [[value, "y"]])).data
  expect(row).toEqual([text, "y"])
})

test.each(["+8613800138000", "x;+8613800138000", "1=1", 'a "b", c\nd', "a-b;c", "joe@example.com", "x; y"])(
  "%j stays as it is",
  async (value) => {
    const [, row] = parse<string[]>(await written(["x"], [[value, "y"]])).data
    expect(row).toEqual([value, "y"])
  },
)

test.each([",", ";", "\t"])("no cell is a formula where %j separates cells", async (delimiter) => {
  const values = ["x;=1", "x\t=1", 'x;"=1"', "=1\n=1", 'a"\n;=1', "\t=1", 'x";"=1']
  const file = await written(
    ["x"],
    values.map((value) => ["a", value, "b"]),
  )
  const cells = parse<string[]>(file, { delimiter, quoteChar: delimiter === "," ? '"' : "\u0001" }).data.flat()
  expect(cells.filter((cell) => /^[\s"]*[=+\-@]/.test(cell))).toEqual([])
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
