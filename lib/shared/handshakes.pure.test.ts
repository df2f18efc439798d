import { expect, test } from "vitest"
import { externalId, internalId } from "@/lib/shared/handshakes"

test("the id of a handshake and its name for programs lead to one another, and nothing else is taken for one", () => {
  const id = "01998a3e-7c41-7b6e-9d52-0f1e2d3c4b5a"
  expect(externalId(id)).toBe("h-01998a3e7c417b6e9d520f1e2d3c4b5a")
  expect(internalId(externalId(id))).toBe(id)
  for (const other of ["", id, `h-${id}`, "h-examplehandshakeid111", externalId(id).toUpperCase()]) {
    expect(internalId(other), other).toBeNull()
  }
})
