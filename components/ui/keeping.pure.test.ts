import { afterEach, expect, test, vi } from "vitest"
import { keepTyped } from "@/components/ui/keeping"

afterEach(() => vi.unstubAllGlobals())

test("no secret of a form is kept in the tab, also not a password that is shown", () => {
  const elements = [
    { name: "name", type: "text", autocomplete: "name", value: "Grace" },
    { name: "password", type: "text", autocomplete: "new-password", value: "shown" },
    { name: "current", type: "password", autocomplete: "current-password", value: "hidden" },
    { name: "code", type: "text", autocomplete: "one-time-code", value: "123456" },
  ]
  const kept = new Map<string, string>()
  vi.stubGlobal("document", { querySelector: () => ({ elements }) })
  vi.stubGlobal("location", { pathname: "/account" })
  vi.stubGlobal("sessionStorage", { setItem: (key: string, text: string) => kept.set(key, text) })
  keepTyped()
  expect([...kept.values()].map((text) => JSON.parse(text))).toEqual([
    { path: "/account", values: [["name", "Grace"]] },
  ])
})
