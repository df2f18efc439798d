import { expect, test } from "vitest"
import { pack, unpack } from "@/components/ui/packed"

const day = (n: number) => new Date(Date.UTC(2026, 0, n))

test("rows come out as they were packed, and what is alike in all of them travels once", () => {
  const rows = [
    { id: "a", sentAt: day(1), answeredAt: null, role: "member", failure: null },
    { id: "b", sentAt: day(2), answeredAt: day(3), role: "member", failure: null },
  ]
  const packed = pack(rows)
  expect(packed.alike).toEqual({ role: "member", failure: null })
  expect(packed.values).toEqual([
    ["a", day(1).getTime(), null],
    ["b", day(2).getTime(), day(3).getTime()],
  ])
  expect(unpack(packed)).toEqual(rows)
})

test("one row and none come out too", () => {
  const row = { id: "a", sentAt: day(1) }
  expect(unpack(pack([row]))).toEqual([row])
  expect(unpack(pack([]))).toEqual([])
})
