import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { logIn } from "@/lib/accounts/login"
import { hashPassword } from "@/lib/accounts/passwords"
import { register } from "@/lib/accounts/registration"
import { databaseClock } from "@/lib/core/context"
import { newEmail, PASSWORD, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const from = (ip: string) => ({ db, actor: null, clock: databaseClock, ip })
const counted = (rule: string, ip: string, count: number) =>
  db.execute(sql`insert into limits (key, count, resets_at)
    values (${`${rule}:${ip}`}, ${count}, ${databaseClock} + interval '10 minutes')`)

test("behind one address as many log in as are there: only wrong passwords count against it", async () => {
  const ip = "198.51.100.7"
  const { address: contact } = await person(db)
  await counted("loginsPerIp", ip, 49)
  for (let n = 0; n < 3; n++) await logIn(from(ip), { contact, password: PASSWORD })
  const wrong = { contact, password: "not the password" }
  await expect(logIn(from(ip), wrong)).rejects.toMatchObject({ code: "wrong_login" })
  await expect(logIn(from(ip), wrong)).rejects.toMatchObject({ code: "rate_reached" })
})

test("a registration beyond the limit of its address is refused before it costs a hash", async () => {
  const ip = "198.51.100.8"
  await counted("codesPerIp", ip, 30)
  const busy = Array.from({ length: 42 }, () => hashPassword(PASSWORD).catch((refusal) => refusal))
  const form = { contact: newEmail(), name: "Ada Zhou", password: PASSWORD, locale: "en" } as const
  await expect(register(from(ip), form)).rejects.toMatchObject({
    code: "rate_reached",
    extra: { facts: { rule: "codesPerIp" } },
  })
  await Promise.all(busy)
})
