import { expect, test } from "vitest"
import { negotiate } from "@/lib/i18n/negotiate"

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
