import { afterEach, beforeEach, expect, test } from "vitest"
import { within } from "@/lib/core/watching/current"
import { numberFailures, requestIdOf } from "@/lib/core/watching/request-id"
import { trustedProxies } from "@/lib/settings/proxies"

const OWN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
const idFrom = (id: string | undefined, peer: string, proxies = "10.0.0.0/8") =>
  requestIdOf(
    { header: () => id, peer },
    { header: "x-forwarded-for", countryHeader: null, proxies: trustedProxies.parse(proxies) },
  )

test("a request has the id that a trusted proxy gave it, and else one of its own", () => {
  for (const id of ["4bf92f3577b34da6a3ce929d0e0e4736", "req.1:a_b-c"])
    expect(idFrom(id, "10.1.2.3")).toEqual({ requestId: id, isOwn: false })
  expect(idFrom("chosen-by-a-visitor", "192.0.2.1")).toEqual({ requestId: expect.stringMatching(OWN), isOwn: true })
  expect(idFrom("chosen-by-a-visitor", "10.1.2.3", "0").isOwn).toBe(true)
  const bad = [undefined, "", "short", "x".repeat(65), "with space", "two\nlines", "grace@example.com", '{"a":"b"}']
  for (const id of bad) expect(idFrom(id, "10.1.2.3")).toMatchObject({ requestId: expect.stringMatching(OWN) })
})

interface Failure extends Error {
  digest?: string
}
let others: PropertyDescriptor | undefined
beforeEach(() => {
  others = Object.getOwnPropertyDescriptor(Error.prototype, "digest")
  numberFailures()
})
afterEach(() => {
  Reflect.deleteProperty(Error.prototype, "digest")
  if (others) Object.defineProperty(Error.prototype, "digest", others)
})

test("what a page throws is numbered by its request, each by a number of its own, and as whoever threw it says", () => {
  const [first, second, said, late]: Failure[] = [new Error("a"), new TypeError("b"), new Error("c"), new Error("d")]
  within({ requestId: "request-1", isOwn: true, failures: 0 }, () => {
    if (said) said.digest = "unanswered"
    expect([first, second, said, first].map((error) => error?.digest)).toEqual([
      "request-1",
      "request-1.2",
      "unanswered",
      "request-1",
    ])
  })
  expect(late?.digest).toBeUndefined()
  expect(Object.keys(late ?? {})).toEqual([])
})

test("who looks at a prototype gives all errors of the process no number", () => {
  within({ requestId: "request-1", isOwn: true, failures: 0 }, () => {
    for (const { prototype } of [Error, TypeError]) expect((prototype as Failure).digest).toBeUndefined()
  })
  const later: Failure = new TypeError("of another request")
  within({ requestId: "request-2", isOwn: true, failures: 0 }, () => expect(later.digest).toBe("request-2"))
})
