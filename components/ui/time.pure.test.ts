import { expect, test } from "vitest"
import { away, distance } from "@/components/ui/time"

const inWords = (from: string, to: string, zone: string, locale = "en") =>
  distance(new Date(to), Date.parse(from), { locale, zone })

test.each([
  // Thirty-eight hours from early Tuesday.
  ["2026-12-01T01:00Z", "2026-12-02T15:00Z", "UTC", "tomorrow"],
  ["2026-12-01T01:00Z", "2026-12-03T01:00Z", "UTC", "in 2 days"],
  ["2026-12-01T23:00Z", "2026-12-03T01:00Z", "UTC", "in 2 days"],
  ["2026-12-01T23:00Z", "2026-12-02T23:00Z", "UTC", "tomorrow"],
  ["2026-12-01T23:00Z", "2026-12-02T22:00Z", "UTC", "in 23 hours"],
  ["2026-12-01T15:00Z", "2026-12-03T15:30Z", "Asia/Shanghai", "in 2 days"],
  ["2026-12-01T15:00Z", "2026-12-03T15:30Z", "Asia/Tokyo", "in 2 days"],
  ["2026-12-01T17:00Z", "2026-12-03T10:00Z", "Asia/Shanghai", "tomorrow"],
  ["2026-12-03T15:00Z", "2026-12-02T01:00Z", "UTC", "yesterday"],
  ["2026-12-03T15:00Z", "2026-12-01T23:00Z", "UTC", "2 days ago"],
  // The clocks are put back: a day of twenty-five hours.
  ["2026-10-24T22:30Z", "2026-10-25T22:45Z", "Europe/Berlin", "today"],
  ["2026-12-01T12:00Z", "2026-12-08T15:00Z", "UTC", "in 7 days"],
  ["2026-12-01T12:00Z", "2026-12-09T12:00Z", "UTC", "Dec 9"],
  ["2026-11-01T12:00Z", "2026-10-25T12:00Z", "UTC", "7 days ago"],
  ["2026-11-02T12:00Z", "2026-10-25T12:00Z", "UTC", "Oct 25"],
  // Whose year it is depends on the reader's calendar.
  ["2026-12-20T12:00Z", "2026-12-31T15:30Z", "UTC", "Dec 31"],
  ["2026-12-20T12:00Z", "2026-12-31T15:30Z", "Asia/Tokyo", "Jan 1, 2027"],
  ["2026-01-03T12:00Z", "2025-12-20T12:00Z", "UTC", "Dec 20, 2025"],
  ["2026-12-01T12:00Z", "2026-12-01T12:00:30Z", "UTC", "in 30 seconds"],
  ["2026-12-01T12:00Z", "2026-12-01T12:00Z", "UTC", "now"],
  ["2026-12-01T12:00Z", "2026-12-01T10:30Z", "UTC", "1 hour ago"],
])("from %s to %s in %s is %s", (from, to, zone, words) => {
  expect(inWords(from, to, zone)).toBe(words)
})

test("beside its date a moment beyond a week is told in days", () => {
  const reader = { locale: "en", zone: "UTC" }
  expect(away(new Date("2026-12-16T12:00Z"), Date.parse("2026-12-01T12:00Z"), reader)).toBe("in 15 days")
})

test("Chinese has words for the days beside today, and its own dates", () => {
  expect(inWords("2026-11-02T12:00Z", "2026-10-25T12:00Z", "UTC", "zh-CN")).toBe("10月25日")
  expect(inWords("2026-12-01T01:00Z", "2026-12-02T15:00Z", "UTC", "zh-CN")).toBe("明天")
  expect(inWords("2026-12-01T01:00Z", "2026-12-03T15:00Z", "UTC", "zh-CN")).toBe("后天")
})
