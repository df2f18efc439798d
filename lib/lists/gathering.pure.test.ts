import { expect, test } from "vitest"
import { gather } from "@/lib/lists/gathering"
import type { Page } from "@/lib/lists/paging"

const SIZE = 25

/** Reads a list of numbers by pages; the cursor is where the next one begins. */
function listOf(length: number) {
  const asked: (string | undefined)[] = []
  const read = async (cursor: string | undefined): Promise<Page<number>> => {
    asked.push(cursor)
    const from = Number(cursor ?? 0)
    const rows = Array.from({ length: Math.min(SIZE, length - from) }, (_, n) => from + n)
    return { rows, earlier: null, later: from + SIZE < length ? String(from + SIZE) : null }
  }
  return { read, asked }
}

test("all pages of a list are read, in their order", async () => {
  const { read, asked } = listOf(60)
  expect(await gather(read, undefined)).toEqual({ rows: Array.from({ length: 60 }, (_, n) => n), later: null })
  expect(asked).toEqual([undefined, "25", "50"])
})

test("of a longer list as many are read as are counted, and the rest from there", async () => {
  const { read } = listOf(1214)
  const first = await gather(read, undefined)
  expect([first.rows.length, first.later]).toEqual([1000, "1000"])
  const rest = await gather(read, first.later ?? undefined)
  expect([rest.rows[0], rest.rows.length, rest.later]).toEqual([1000, 214, null])
})

test("an empty list has nothing", async () => {
  expect(await gather(listOf(0).read, undefined)).toEqual({ rows: [], later: null })
})
