import { expect, test } from "vitest"
import { beginOf } from "@/lib/web/reader/days"

test.each([
  ["2026-03-02", "UTC", "2026-03-02T00:00:00.000Z"],
  ["2026-03-02", "Asia/Shanghai", "2026-03-01T16:00:00.000Z"],
  ["2026-03-02", "America/Los_Angeles", "2026-03-02T08:00:00.000Z"],
  ["2026-03-02", "Asia/Kathmandu", "2026-03-01T18:15:00.000Z"],
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
  ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
  ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
  ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
  ["2026-03-08", "America/New_York", "2026-03-08T05:00:00.000Z"],
  ["2026-03-09", "America/New_York", "2026-03-09T04:00:00.000Z"],
])("%s begins in %s at %s", (day, zone, moment) => {
  expect(beginOf(day, zone)).toBe(moment)
})
