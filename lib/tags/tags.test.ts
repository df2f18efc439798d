import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { accounts } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { lockOrganization } from "@/lib/core/locks"
import { accept } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import type { Tag } from "@/lib/shared/rows/tags"
import { attachPolicy, createPolicy, enablePolicies } from "@/lib/tags/policies"
import { attachTags, mustComplyAtRoot, tagAccount, tagsOf, untagAccount } from "@/lib/tags/tags"
import { createdAccount, member, organization, person } from "@/lib/testing"
import { outcome } from "@/lib/testing/races"

let setup: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  setup = await testDatabase()
})
afterAll(() => setup.close())

type Organization = Awaited<ReturnType<typeof organization>>

const RULE = {
  costcenter: {
    tag_key: { "@@assign": "CostCenter" },
    tag_value: { "@@assign": ["100", "30*"] },
    enforced_for: { "@@assign": ["organizations:account"] },
  },
}
const right = { key: "CostCenter", value: "301" }
const wrong = { key: "CostCenter", value: "7" }
const many = (count: number): Tag[] => Array.from({ length: count }, (_, n) => ({ key: `key-${n}`, value: "" }))

/** An enterprise with a member account, on which a policy may hold. */
async function world({ ruled = true } = {}) {
  const org = await organization(setup.db)
  if (ruled) {
    await enablePolicies(org.owner.ctx, { organizationId: org.id })
    await hold(org, RULE)
  }
  return { org, account: await createdAccount(setup.db, org) }
}

async function numberOf(id: string): Promise<string> {
  const [account] = await setup.db.select({ number: accounts.number }).from(accounts).where(eq(accounts.id, id))
  return account?.number ?? ""
}

async function hold({ id, owner }: Organization, tags: object, number: string | null = null) {
  const draft = { name: `Tags ${Math.random()}`, description: "", content: JSON.stringify({ tags }) }
  const policyId = await createPolicy(owner.ctx, { organizationId: id, ...draft })
  await attachPolicy(owner.ctx, { organizationId: id, policyId, number })
}

const write = ({ id, owner }: Organization, { number }: { number: string }, tags: Tag[]) =>
  tagAccount(owner.ctx, { organizationId: id, number, tags })
const read = ({ id, owner }: Organization, { number }: { number: string }) =>
  tagsOf(owner.ctx, { organizationId: id, number })

describe("the tags of an invitation", () => {
  const check = ({ id }: Organization, ...tags: Tag[]) => mustComplyAtRoot(setup.db, id, tags)

  test("R52 R54 one tag that the policy of the organization does not allow spoils all, and is named", async () => {
    const { org } = await world()
    await check(org, right, { key: "owner", value: "" })
    await expect(check(org, { key: "owner", value: "" }, wrong)).rejects.toMatchObject({
      code: "tags_not_allowed",
      extra: { facts: { key: "CostCenter" } },
    })
    await expect(check(org, { key: "costcenter", value: "100" })).rejects.toMatchObject({
      extra: { facts: { key: "costcenter" } },
    })
  })

  test("R52 nothing is checked where tag policies are not enabled, or none is attached to the root", async () => {
    const { org } = await world({ ruled: false })
    await check(org, wrong)
    await enablePolicies(org.owner.ctx, { organizationId: org.id })
    await check(org, wrong)
    const account = await createdAccount(setup.db, org)
    await hold(org, RULE, account.number)
    await check(org, wrong)
    await hold(org, RULE)
    await expect(check(org, wrong)).rejects.toThrow("tags_not_allowed")
    await setup.db.execute(sql`update organizations set tag_policies = false where id = ${org.id}`)
    await check(org, wrong)
  })

  test("R54 fifty tags are not too many, one more is", async () => {
    const { org } = await world()
    await check(org, ...many(50))
    await expect(check(org, ...many(51))).rejects.toThrow("too_many_tags")
  })

  test("R50 a tag has a key, and a value that may be empty, of the characters of tags, each key once", async () => {
    const { org } = await world()
    await check(org, { key: "成本 中心/_.:=+-@", value: "" })
    await check(org, { key: "k".repeat(128), value: "v".repeat(256) })
    const twice = [right, right]
    for (const tags of [
      twice,
      [{ key: "", value: "" }],
      [{ key: "k".repeat(129), value: "" }],
      [{ key: "k", value: "v".repeat(257) }],
      [{ key: "k#", value: "" }],
      [{ key: "k", value: "\n" }],
      [{ key: "AWS:k", value: "" }],
    ]) {
      await expect(check(org, ...tags), JSON.stringify(tags)).rejects.toThrow("invalid_input")
    }
  })

  test("R51 R53 they are attached when the account becomes a member, whatever the policies say by then", async () => {
    const { org } = await world({ ruled: false })
    const guest = await person(setup.db)
    const number = await numberOf(guest.id)
    const { id } = await inviteAccount(org.owner.ctx, {
      organizationId: org.id,
      target: { number },
      note: "",
      tags: [wrong],
    })
    await enablePolicies(org.owner.ctx, { organizationId: org.id })
    await hold(org, RULE)
    await expect(read(org, { number })).rejects.toThrow("not_found")
    await accept(guest.ctx, { id })
    expect(await read(org, { number })).toEqual([wrong])
  })

  test("tags of an account that became no member after all are attached to nobody", async () => {
    const { org } = await world()
    const stranger = await person(setup.db)
    await attachTags(setup.db, { organizationId: org.id, accountId: stranger.id }, [right])
    expect(await setup.db.execute(sql`select 1 from tags where account_id = ${stranger.id}`)).toHaveLength(0)
  })
})

describe("the tags of a member account", () => {
  test("R51 they are written, overwritten and taken off, and each change is in the audit", async () => {
    const { org, account } = await world()
    await write(org, account, [right, { key: "owner", value: "Ada" }])
    await write(org, account, [{ key: "owner", value: "" }])
    expect(await read(org, account)).toEqual([right, { key: "owner", value: "" }])
    const { owner, id } = org
    await untagAccount(owner.ctx, { organizationId: id, number: account.number, keys: ["CostCenter", "never there"] })
    expect(await read(org, account)).toEqual([{ key: "owner", value: "" }])
    const told = await setup.db.execute(sql`
      select action, target, detail -> 'tags' as tags from audit
       where organization_id = ${id} and action like 'tag.%' order by id`)
    expect([...told]).toEqual([
      { action: "tag.attach", target: account.id, tags: ["CostCenter=301", "owner=Ada"] },
      { action: "tag.attach", target: account.id, tags: ["owner="] },
      { action: "tag.detach", target: account.id, tags: ["CostCenter"] },
    ])
  })

  test("R52 the policies of the account count beside those of the root, for it alone", async () => {
    const { org, account } = await world()
    const sister = await createdAccount(setup.db, org, "Sister Desk")
    await hold(org, { costcenter: { tag_value: { "@@append": ["7"] } } }, account.number)
    await write(org, account, [wrong])
    await expect(write(org, sister, [wrong])).rejects.toThrow("tags_not_allowed")
    expect(await read(org, sister)).toEqual([])
  })

  test("R52 R54 one bad tag leaves all unwritten, and a tag that was right once can be taken off", async () => {
    const { org, account } = await world({ ruled: false })
    await write(org, account, [wrong])
    await enablePolicies(org.owner.ctx, { organizationId: org.id })
    await hold(org, RULE)
    await expect(write(org, account, [{ key: "owner", value: "" }, wrong])).rejects.toThrow("tags_not_allowed")
    expect(await read(org, account)).toEqual([wrong])
    await untagAccount(org.owner.ctx, { organizationId: org.id, number: account.number, keys: ["CostCenter"] })
    expect(await read(org, account)).toEqual([])
  })

  test("R54 tags that are there count to the fifty, those overwritten once", async () => {
    const { org, account } = await world()
    await write(org, account, many(50))
    await write(org, account, [{ key: "key-3", value: "new" }])
    await expect(write(org, account, [{ key: "one more", value: "" }])).rejects.toThrow("too_many_tags")
    expect(await read(org, account)).toHaveLength(50)
  })

  test("R54 of two changes at once the second waits, and counts what the first has written", async () => {
    const { org, account } = await world()
    await write(org, account, many(49))
    let second: Promise<unknown> | undefined
    await setup.db.transaction(async (tx) => {
      await lockOrganization({ db: tx }, org.id)
      second = outcome(write(org, account, [{ key: "second", value: "" }]))
      const waiting = sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      await expect.poll(() => setup.owner.execute(waiting)).toHaveLength(1)
      await attachTags(tx, { organizationId: org.id, accountId: account.id }, [{ key: "first", value: "" }])
    })
    expect(await second).toBe("too_many_tags")
    expect(await read(org, account)).toHaveLength(50)
  })

  test("R43 R44 only the super admin reads and writes them, and only those of accounts that belong to the enterprise", async () => {
    const [{ org, account }, other] = [await world(), await world()]
    const admin = await member(setup.db, org.id, "admin")
    const about = { organizationId: org.id, number: account.number }
    for (const [who, code] of [
      [admin, "forbidden"],
      [other.org.owner, "not_found"],
    ] as const) {
      await expect(tagAccount(who.ctx, { ...about, tags: [right] }), code).rejects.toThrow(code)
      await expect(untagAccount(who.ctx, { ...about, keys: ["CostCenter"] }), code).rejects.toThrow(code)
      await expect(tagsOf(who.ctx, about), code).rejects.toThrow(code)
    }
    for (const stranger of [other.account, { number: await numberOf(admin.id) }, { number: "000000000000" }]) {
      const refusal = { code: "not_found", extra: { facts: { what: "target" } } }
      await expect(write(org, stranger, [right])).rejects.toMatchObject(refusal)
      await expect(read(org, stranger)).rejects.toMatchObject(refusal)
    }
  })

  test("R53 they end with the membership", async () => {
    const { org, account } = await world()
    await write(org, account, [right])
    await setup.db.execute(sql`delete from memberships where account_id = ${account.id}`)
    expect(await setup.db.execute(sql`select 1 from tags where account_id = ${account.id}`)).toHaveLength(0)
  })
})
