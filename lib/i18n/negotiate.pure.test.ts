import { expect, test } from "vitest"
import { countriesOf, negotiate } from "@/lib/i18n/negotiate"

test("the chosen language wins", () => {
  expect(negotiate("zh-CN", "en")).toBe("zh-CN")
  expect(negotiate("klingon", "zh")).toBe("zh-CN")
})

test("else the dearest wish that we speak, else English", () => {
  expect(negotiate(undefined, "fr, zh-TW;q=0.8, en;q=0.9")).toBe("en")
  expect(negotiate(undefined, "zh-Hans-CN, en;q=0.5")).toBe("zh-CN")
  expect(negotiate(undefined, "zh;q=0, de")).toBe("en")
  expect(negotiate(undefined, ";;q=x,,")).toBe("en")
  expect(negotiate(undefined, null)).toBe("en")
})

test.each([
  [undefined, "en-GB,en;q=0.9", ["GB"]],
  [undefined, "en-US,en;q=0.9,zh-CN;q=0.8", ["US"]],
  [undefined, "zh-CN,zh;q=0.9", ["CN"]],
  [undefined, "zh-TW,zh;q=0.9", ["TW", "CN"]],
  [undefined, "zh-Hant-HK", ["HK", "CN"]],
  [undefined, "ja", ["JP"]],
  [undefined, "de,en-US;q=0.7", []],
  [undefined, "es-MX", ["MX"]],
  ["zh-CN", "en-US,en;q=0.9", ["US", "CN"]],
  ["en", "en", []],
  [undefined, "*", []],
  [undefined, "!!;;q=x", []],
  [undefined, null, []],
])("a reader who chose %s and whose browser wants %s may be at home in %j", (chosen, accepted, countries) => {
  expect(countriesOf(chosen, accepted)).toEqual(countries)
})
