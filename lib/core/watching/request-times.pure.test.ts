import { expect, test } from "vitest"
import { exposed } from "@/lib/core/watching/exposition"
import { countRequest, requestTimes } from "@/lib/core/watching/request-times"
import { scraped } from "@/lib/testing/prometheus"

const NAME = "muster_request_duration_seconds"

test("requests are told by the pattern of their address, method and status, with how many were how fast", () => {
  const page = { route: '/[organization]/a"b\\c', method: "GET", status: "200" }
  for (const seconds of [0.004, 0.005, 0.3, 60]) countRequest(page, seconds)
  countRequest({ route: "/api/aws", method: "POST", status: "400" }, 0.02)
  const text = exposed([requestTimes()])
  const { type, series } = scraped(text).get(NAME) ?? {}
  const whose = String.raw`route="/[organization]/a\"b\\c",method="GET",status="200"`
  expect(type).toBe("histogram")
  const below = (bound: string) => series?.get(`${NAME}_bucket{${whose},le="${bound}"}`)
  expect(["0.005", "0.25", "0.5", "10", "+Inf"].map(below)).toEqual([2, 2, 3, 3, 4])
  expect(series?.get(`${NAME}_count{${whose}}`)).toBe(4)
  expect(series?.get(`${NAME}_sum{${whose}}`)).toBeCloseTo(60.309)
  expect(series?.get(`${NAME}_count{route="/api/aws",method="POST",status="400"}`)).toBe(1)
})

test("a number beyond all others, and none, are written as Prometheus writes them", () => {
  const samples = [1e21, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].map((value, n) => ({
    labels: { n: String(n) },
    value,
  }))
  const text = exposed([{ name: "muster_x", type: "gauge", help: "X.", samples }])
  expect([...(scraped(text).get("muster_x")?.series.values() ?? [])]).toEqual(samples.map(({ value }) => value))
})

test.each([
  ["# TYPE a gauge\na 1\n", "without its help"],
  ["# HELP a A.\n# TYPE a gauge\na 1", "does not end"],
  ["# HELP a A.\n# TYPE a gauge\nb 1\n", "Not a sample"],
  ['# HELP a A.\n# TYPE a gauge\na{x="1"y="2"} 1\n', "Not a sample"],
  ["# HELP a A.\n# TYPE a gauge\na 1\na 1\n", "twice"],
  ['# HELP a A.\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\n', "less than"],
])("what is no text of Prometheus is noticed: %j", (text, why) => {
  expect(() => scraped(text)).toThrow(why)
})
