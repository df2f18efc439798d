import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { testDatabase } from "@/db/testing"
import { effectiveDocument } from "@/lib/tags/merge"
import {
  attachPolicy,
  createPolicy,
  deletePolicy,
  detachPolicy,
  disablePolicies,
  enablePolicies,
  updatePolicy,
} from "@/lib/tags/policies"
import { describePolicy, effectivePolicyOf, listPolicies, listPoliciesAt, listTargets } from "@/lib/tags/policy-records"
import { clockAfter, createdAccount, member, organization } from "@/lib/testing"

let setup: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  setup = await testDatabase()
})
afterAll(() => setup.close())

type Organization = Awaited<ReturnType<typeof organization>>

const page = { after: null, limit: 100 }
const content = (...list: string[]) => JSON.stringify({ tags: { env: { tag_value: { "@@assign": list } } } })

async function world({ enabled = true } = {}) {
  const org = await organization(setup.db)
  if (enabled) await enablePolicies(org.owner.ctx, { organizationId: org.id })
  return { org, ctx: org.owner.ctx, at: { organizationId: org.id }, account: await createdAccount(setup.db, org) }
}

function created({ id, owner }: Organization, name: string, text = content(name)) {
  return createPolicy(owner.ctx, { organizationId: id, name, description: `About ${name}`, content: text })
}

/** The values that hold for an account, and since when. */
async function inForce({ id, owner }: Organization, { number }: { number: string }) {
  const { policy, changedAt } = await effectivePolicyOf(owner.ctx, { organizationId: id, number })
  return { values: JSON.parse(effectiveDocument(policy)).tags.env?.tag_value, changedAt }
}

describe("enabling", () => {
  test("R52 policies hold once they are enabled; disabling detaches all and deletes none", async () => {
    const { org, ctx, at, account } = await world({ enabled: false })
    const policyId = await created(org, "prod")
    const root = { ...at, policyId, number: null }
    await expect(attachPolicy(ctx, root)).rejects.toThrow("policies_disabled")
    await expect(disablePolicies(ctx, at)).rejects.toThrow("policies_disabled")
    await enablePolicies(ctx, at)
    await expect(enablePolicies(ctx, at)).rejects.toThrow("policies_enabled")
    await attachPolicy(ctx, root)
    expect(await inForce(org, account)).toMatchObject({ values: ["prod"] })
    await disablePolicies(ctx, at)
    await enablePolicies(ctx, at)
    await expect(inForce(org, account)).rejects.toMatchObject({ extra: { facts: { what: "effective-policy" } } })
    expect(await listPolicies(ctx, { ...at, ...page })).toHaveLength(1)
  })

  test("R52 an organization without all features has no policies to enable", async () => {
    const { org, ctx, at } = await world({ enabled: false })
    await setup.db.execute(sql`update organizations set all_features = false where id = ${org.id}`)
    await expect(enablePolicies(ctx, at)).rejects.toThrow("features_missing")
  })
})

describe("writing", () => {
  test("R52 a policy is written, looked at, changed in part and deleted, and the audit tells of each", async () => {
    const { org, ctx, at, account } = await world()
    const policyId = await created(org, "prod")
    expect(policyId).toMatch(/^p-[a-z0-9]{10}$/)
    await updatePolicy(ctx, { ...at, policyId, description: "" })
    expect(await describePolicy(ctx, { ...at, policyId })).toEqual({
      id: policyId,
      name: "prod",
      description: "",
      content: content("prod"),
    })
    await attachPolicy(ctx, { ...at, policyId, number: account.number })
    await updatePolicy(ctx, { ...at, policyId, name: "test", content: content("test") })
    expect(await inForce(org, account)).toMatchObject({ values: ["test"] })
    await detachPolicy(ctx, { ...at, policyId, number: account.number })
    await deletePolicy(ctx, { ...at, policyId })
    await expect(describePolicy(ctx, { ...at, policyId })).rejects.toMatchObject({
      extra: { facts: { what: "policy" } },
    })
    const told = await setup.db.execute(sql`
      select action, target, detail from audit where organization_id = ${org.id} and action like 'policy.%' order by id`)
    expect(told.map(({ action, target, detail }) => [action, target, detail])).toEqual([
      ["policy.enable", null, {}],
      ["policy.create", policyId, { name: "prod" }],
      ["policy.update", policyId, { name: "prod" }],
      ["policy.attach", policyId, { name: "prod", at: account.number }],
      ["policy.update", policyId, { name: "test" }],
      ["policy.detach", policyId, { name: "test", at: account.number }],
      ["policy.delete", policyId, { name: "test" }],
    ])
  })

  test("R52 a malformed document is refused with what is wrong, and changes nothing", async () => {
    const { org, ctx, at } = await world()
    await expect(created(org, "broken", "{")).rejects.toMatchObject({
      code: "policy_malformed",
      extra: { facts: { why: "not JSON" } },
    })
    const policyId = await created(org, "fine")
    await expect(updatePolicy(ctx, { ...at, policyId, name: "other", content: "[]" })).rejects.toThrow(
      "policy_malformed",
    )
    expect(await listPolicies(ctx, { ...at, ...page })).toMatchObject([{ id: policyId, name: "fine" }])
  })

  test("a name stands once in an organization", async () => {
    const { org, ctx, at } = await world()
    await created(org, "one")
    const policyId = await created(org, "two")
    await created((await world()).org, "one")
    await expect(created(org, "one")).rejects.toThrow("policy_name_taken")
    await expect(updatePolicy(ctx, { ...at, policyId, name: "one" })).rejects.toThrow("policy_name_taken")
  })

  test("an organization has at most a thousand policies", async () => {
    const { org } = await world()
    await setup.db.execute(sql`
      insert into policies (id, organization_id, name, description, content, created_at, changed_at)
      select 'p-' || lpad(n::text, 6, '0') || right(${org.id}, 8), ${org.id}, n::text, '', '', now(), now()
        from generate_series(1, 999) n`)
    await created(org, "the last")
    await expect(created(org, "one more")).rejects.toThrow("too_many_policies")
  })

  test("a policy that is attached cannot be deleted", async () => {
    const { org, ctx, at } = await world()
    const policyId = await created(org, "prod")
    await attachPolicy(ctx, { ...at, policyId, number: null })
    await expect(deletePolicy(ctx, { ...at, policyId })).rejects.toThrow("policy_in_use")
  })
})

describe("attaching", () => {
  test("R52 the order of attachment decides, and detaching and attaching again changes it", async () => {
    const { org, ctx, at, account } = await world()
    const [first, second] = [await created(org, "first"), await created(org, "second")]
    for (const policyId of [first, second]) await attachPolicy(ctx, { ...at, policyId, number: null })
    expect(await inForce(org, account)).toMatchObject({ values: ["first"] })
    await detachPolicy(ctx, { ...at, policyId: first, number: null })
    await attachPolicy(ctx, { ...at, policyId: first, number: null })
    expect(await inForce(org, account)).toMatchObject({ values: ["second"] })
  })

  test("R52 what holds tells since when: the latest change of a policy, or of where it is attached", async () => {
    const { org, ctx, at, account } = await world()
    const policyId = await created(org, "prod")
    await attachPolicy({ ...ctx, clock: clockAfter("1 hour") }, { ...at, policyId, number: null })
    const attached = (await inForce(org, account)).changedAt
    const [row] = await setup.db.execute(sql`
      select ${attached.toISOString()}::timestamptz - clock_timestamp() between '59 minutes' and '1 hour' as "inAnHour"`)
    expect(row).toEqual({ inAnHour: true })
    await updatePolicy({ ...ctx, clock: clockAfter("2 hours") }, { ...at, policyId, description: "New" })
    expect((await inForce(org, account)).changedAt.getTime()).toBeGreaterThan(attached.getTime() + 3_000_000)
  })

  test("a policy is attached once at a place, and is taken off only where it is", async () => {
    const { org, ctx, at, account } = await world()
    const policyId = await created(org, "prod")
    const places = [null, account.number].map((number) => ({ ...at, policyId, number }))
    for (const place of places) {
      await expect(detachPolicy(ctx, place)).rejects.toThrow("policy_not_attached")
      await attachPolicy(ctx, place)
      await expect(attachPolicy(ctx, place)).rejects.toThrow("policy_attached")
    }
    expect(await listTargets(ctx, { ...at, policyId, ...page })).toEqual([
      { at: account.number, name: "Shared Billing" },
      { at: "root", name: null },
    ])
    for (const place of places) await detachPolicy(ctx, place)
    expect(await listTargets(ctx, { ...at, policyId, ...page })).toEqual([])
  })

  test("a place takes ten policies and no more", async () => {
    const { org, ctx, at, account } = await world()
    for (let n = 0; n < 11; n++) {
      const policyId = await created(org, `policy ${n}`)
      const attached = attachPolicy(ctx, { ...at, policyId, number: null })
      if (n < 10) await attached
      else await expect(attached).rejects.toThrow("too_many_policies")
      if (n === 10) await attachPolicy(ctx, { ...at, policyId, number: account.number })
    }
    expect(await listPoliciesAt(ctx, { ...at, ...page, number: null })).toHaveLength(10)
    expect(await listPoliciesAt(ctx, { ...at, ...page, number: account.number })).toMatchObject([{ name: "policy 10" }])
  })

  test("of two changes at once to what is attached one waits for the other", async () => {
    const { org, ctx, at } = await world()
    const policyId = await created(org, "prod")
    const both = await Promise.allSettled([1, 2].map(() => attachPolicy(ctx, { ...at, policyId, number: null })))
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
    expect(both.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []))).toEqual(["policy_attached"])
  })

  test("what is attached to an account ends with its membership", async () => {
    const { org, ctx, at, account } = await world()
    const policyId = await created(org, "prod")
    await attachPolicy(ctx, { ...at, policyId, number: account.number })
    await setup.db.execute(sql`delete from memberships where account_id = ${account.id}`)
    expect(await listTargets(ctx, { ...at, policyId, ...page })).toEqual([])
    await deletePolicy(ctx, { ...at, policyId })
  })
})

describe("reading", () => {
  test("lists go on after the last of the page before", async () => {
    const { org, ctx, at } = await world()
    const ids = [await created(org, "a"), await created(org, "b"), await created(org, "c")].sort()
    for (const policyId of ids) await attachPolicy(ctx, { ...at, policyId, number: null })
    for (const list of [
      listPolicies,
      (c: typeof ctx, asked: typeof at & typeof page) => listPoliciesAt(c, { ...asked, number: null }),
    ]) {
      expect((await list(ctx, { ...at, after: null, limit: 2 })).map(({ id }) => id)).toEqual(ids.slice(0, 2))
      expect((await list(ctx, { ...at, ...page, after: ids[1] as never })).map(({ id }) => id)).toEqual(ids.slice(2))
    }
  })

  test("R44 only the super admin writes, attaches and lists policies; to another organization they do not exist", async () => {
    const [{ org, at, account }, other] = [await world(), await world()]
    const policyId = await created(org, "prod")
    const admin = await member(setup.db, org.id, "admin")
    const one = { ...at, policyId }
    const draft = { name: "n", description: "", content: content("x") }
    for (const [{ ctx }, code] of [
      [admin, "forbidden"],
      [other.org.owner, "not_found"],
    ] as const) {
      for (const move of [
        () => enablePolicies(ctx, at),
        () => disablePolicies(ctx, at),
        () => createPolicy(ctx, { ...at, ...draft }),
        () => updatePolicy(ctx, { ...one, name: "n" }),
        () => deletePolicy(ctx, one),
        () => attachPolicy(ctx, { ...one, number: null }),
        () => detachPolicy(ctx, { ...one, number: null }),
        () => describePolicy(ctx, one),
        () => listPolicies(ctx, { ...at, ...page }),
        () => listPoliciesAt(ctx, { ...at, ...page, number: null }),
        () => listTargets(ctx, { ...one, ...page }),
      ]) {
        await expect(move(), `${move} ${code}`).rejects.toThrow(code)
      }
    }
    const theirs = { organizationId: other.org.id, policyId }
    await expect(attachPolicy(other.ctx, { ...theirs, number: null })).rejects.toMatchObject({
      extra: { facts: { what: "policy" } },
    })
    await expect(deletePolicy(other.ctx, theirs)).rejects.toThrow("not_found")
    await expect(attachPolicy(org.owner.ctx, { ...one, number: other.account.number })).rejects.toMatchObject({
      extra: { facts: { what: "target" } },
    })
    await attachPolicy(org.owner.ctx, { ...one, number: account.number })
  })

  test("R52 a member account reads what holds for itself, and not what holds for others", async () => {
    const { org, ctx, at, account } = await world()
    await attachPolicy(ctx, { ...at, policyId: await created(org, "prod"), number: null })
    const own = { ...ctx, actor: { ...ctx.actor, accountId: account.id } }
    const sister = await createdAccount(setup.db, org, "Sister Desk")
    await expect(effectivePolicyOf(own, { ...at, number: account.number })).resolves.toBeTruthy()
    for (const number of [sister.number, "000000000000"]) {
      await expect(effectivePolicyOf(own, { ...at, number })).rejects.toThrow("forbidden")
    }
    const stranger = (await organization(setup.db)).owner
    await expect(effectivePolicyOf(stranger.ctx, { ...at, number: account.number })).rejects.toThrow("not_found")
  })
})
