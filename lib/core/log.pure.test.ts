import { describe, expect, it } from "vitest"
import { clean } from "@/lib/core/log"

const TOKEN = "q".repeat(64)

describe("what is logged", () => {
  it("hides secrets and contacts by name, at any depth", () => {
    const told = clean({ token: TOKEN, a: { b: [{ sessionId: "x", email: "ann@x.org", password: "p" }] }, count: 3 })
    expect(told).toEqual({
      token: "[hidden]",
      a: { b: [{ sessionId: "[hidden]", email: "[hidden]", password: "[hidden]" }] },
      count: 3,
    })
  })

  it("hides them in running text", () => {
    expect(clean("GET /invite?token=abc from ann@x.org")).toBe("GET /invite?[hidden] from [hidden]")
    expect(clean(`see https://x.org/a?b=1 and ${TOKEN}`)).toBe("see https://x.org/a?[hidden] and [hidden]")
    expect(clean("call +8613800138000")).toBe("call [hidden]")
  })

  it("tells codes of refusals, of SQL and of Node, but none that opens something", () => {
    expect(["already_member", "23505", "ECONNREFUSED"].map((code) => clean({ code }))).toEqual([
      { code: "already_member" },
      { code: "23505" },
      { code: "ECONNREFUSED" },
    ])
    expect(clean({ code: "123456" })).toEqual({ code: "[hidden]" })
    expect(clean({ code: 123456 })).toEqual({ code: "[hidden]" })
    expect(clean({ code: "K7Q2-M9XW-4TRD-P3HN" })).toEqual({ code: "[hidden]" })
  })

  it("tells the cause of a failed query, never its parameters", () => {
    const cause = Object.assign(new Error("duplicate key"), { code: "23505", constraint_name: "accounts_email" })
    const failed = Object.assign(new Error("Failed query: … params: ann@x.org", { cause }), { params: ["ann@x.org"] })
    const told = JSON.stringify(clean({ err: failed }))
    expect(told).not.toContain("ann@")
    expect(told).toContain("accounts_email")
  })
})
