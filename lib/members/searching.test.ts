import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { listAudit } from "@/lib/audit/records"
import { listInvitations } from "@/lib/invitations/records"
import { listMemberAccounts } from "@/lib/members/account-group"
import { changeRole } from "@/lib/members/members"
import { listMembers } from "@/lib/members/records"
import { createdAccount, invited, member, organization } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
let org: Awaited<ReturnType<typeof organization>>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
  org = await organization(db)
  for (const [name, address] of [
    ["Zoë Müller", "zoe@xn--bcher-kva.example"],
    ["Łukasz Østergård", "lukasz@example.com"],
    ["陈\u3000美", "+8613812345678"],
    ["Ｗｉｄｅ Ltd", "+447700900123"],
    ["한국 사람", "+5491123456789"],
    ["Alt–Neu", "alt-neu@example.com"],
  ] as const) {
    const { id } = await member(db, org.id, "member", { name, address })
    await changeRole(org.owner.ctx, { organizationId: org.id, accountId: id, role: "dev_admin" })
  }
  await invited(org, "+8613912345678")
  await invited(org, "guest@xn--bcher-kva.example")
  await createdAccount(db, org, "Ana Peña")
})
afterAll(() => close())

test.each([
  ["zoe", "Zoë Müller"],
  ["ZOË MULLER", "Zoë Müller"],
  ["Zoe\u0308  Mu\u0308ller", "Zoë Müller"],
  ["zoe@bücher.example", "Zoë Müller"],
  ["lukasz ostergard", "Łukasz Østergård"],
  ["łukasz", "Łukasz Østergård"],
  ["陈 美", "陈\u3000美"],
  ["138 1234 5678", "陈\u3000美"],
  ["0086-138 1234 5678", "陈\u3000美"],
  ["＋８６ １３８", "陈\u3000美"],
  ["07700 900123", "Ｗｉｄｅ Ltd"],
  ["+44 (0)7700 900123", "Ｗｉｄｅ Ltd"],
  ["wide", "Ｗｉｄｅ Ltd"],
  ["+54 11 2345 6789", "한국 사람"],
  ["한국", "한국 사람"],
  ["Alt–Neu", "Alt–Neu"],
  ["alt–neu", "Alt–Neu"],
  ["alt\u2011neu@example", "Alt–Neu"],
])("a search for %s among the members finds %s", async (search, name) => {
  const { rows } = await listMembers(org.owner.ctx, org.inView, { search })
  expect(rows.map((row) => row.name)).toEqual([name])
})

test.each([
  ["139 1234 5678", "+8613912345678"],
  ["0086-139-1234-5678", "+8613912345678"],
  ["１３９１２３４", "+8613912345678"],
  ["guest@bücher.example", "guest@xn--bcher-kva.example"],
  ["ＧＵＥＳＴ", "guest@xn--bcher-kva.example"],
])("a search for %s among the invitations finds %s", async (search, contact) => {
  for (const sort of ["sent", "contact"] as const) {
    const { rows } = await listInvitations(org.owner.ctx, org.inView, { search, sort })
    expect(rows.map((row) => row.contact)).toEqual([contact])
  }
})

test("the accounts of the enterprise are found without accents too", async () => {
  for (const search of ["ana pena", "Peña", "Pen\u0303a"]) {
    const { rows } = await listMemberAccounts(org.owner.ctx, org.inView, { search })
    expect(rows.map((row) => row.name)).toEqual(["Ana Peña"])
  }
})

test("the audit is searched alike", async () => {
  for (const search of ["zoe muller", "０１３９ 1234 5678"]) {
    const { rows } = await listAudit(org.owner.ctx, org.inView, { search })
    expect(rows).toHaveLength(1)
  }
})

test("what is searched is found through the index of words", async () => {
  const plan = await db.transaction(async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`)
    return tx.execute(sql`explain select from accounts a where (searchable(a.name) || chr(10) || a.number || chr(10)
      || coalesce(a.email, '') || chr(10) || coalesce(a.phone, '')) ilike '%muller%'`)
  })
  expect(JSON.stringify(plan)).toContain("accounts_search")
})
