import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { queryRows } from "@/db/rows"
import { accessKeys } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey, deleteAccessKey, setAccessKey } from "@/lib/access-keys/access-keys"
import { listAccessKeys, ownAccessKeys, whyNotInviteByApi } from "@/lib/access-keys/records"
import type { ReadableOrganizationId } from "@/lib/core/context"
import { decrypt } from "@/lib/core/secrets"
import { accept } from "@/lib/handshake"
import { removeMember } from "@/lib/members/members"
import { foundOrganization } from "@/lib/organizations/organizations"
import { type KeyPermission, roles } from "@/lib/shared/roles"
import { contextOf, member, organization, PASSWORD, person, transferring } from "@/lib/testing"
import { bugs, outcome } from "@/lib/testing/races"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 20 }))
})
afterAll(() => close())

const permissions: KeyPermission[] = ["read", "invite"]
const named = (organizationId?: string, name = "Pipeline") => ({ organizationId, name, permissions })
const refused = (code: string, field?: string) => ({ code, ...(field ? { extra: { field } } : {}) })

async function rowOf(id: string) {
  const { secret, keyId, disabledAt, deletedAt } = accessKeys
  const disabled = sql<boolean>`${disabledAt} is not null`
  const deleted = sql<boolean>`${deletedAt} is not null`
  const [row] = await db.select({ secret, keyId, disabled, deleted }).from(accessKeys).where(eq(accessKeys.id, id))
  return row
}

/** The tables of which any column of any row holds a text. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await queryRows(
    db,
    { name: sql<string>`table_name` },
    (columns) => sql`
      select ${columns} from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const found = tables.map(async ({ name }) => {
    const rows = await db.execute(sql`
      select 1 from ${sql.identifier(name)} t where position(${text} in to_jsonb(t)::text) > 0 limit 1`)
    return rows.length > 0 ? [name] : []
  })
  return (await Promise.all(found)).flat()
}

async function auditOf(target: string) {
  return db.execute(sql`
    select action, actor_id as actor, organization_id as organization, detail, refusal from audit
     where target = ${target} order by id`)
}

describe("creating", () => {
  test("gives an id and a secret that stand nowhere in clear in the database, and that only its own row unseals", async () => {
    const org = await organization(db)
    const made = await createAccessKey(org.owner.ctx, named(org.id))
    expect(made).toEqual({
      id: expect.stringMatching(/^MUST[A-Z0-9]{16}$/),
      secret: expect.stringMatching(/^[\w-]{40}$/),
    })
    const other = await createAccessKey(org.owner.ctx, named(org.id, "Another"))
    expect([made.id, made.secret]).not.toEqual([other.id, other.secret])
    expect(await tablesWith(made.secret)).toEqual([])
    expect((await tablesWith(made.id)).sort()).toEqual(["access_keys", "audit"])
    const row = await rowOf(made.id)
    expect(decrypt(row?.secret ?? "", made.id, row?.keyId ?? "")).toBe(made.secret)
    expect(decrypt(row?.secret ?? "", other.id, row?.keyId ?? "")).toBeNull()
  })

  test("stands in the audit with its name and permissions, and never with its secret", async () => {
    const org = await organization(db)
    const { id, secret } = await createAccessKey(org.owner.ctx, named(org.id))
    const entries = await auditOf(id)
    expect(entries).toMatchObject([
      { action: "key.create", actor: org.owner.id, organization: org.id, detail: { name: "Pipeline", permissions } },
    ])
    expect(JSON.stringify(entries)).not.toContain(secret)
  })

  test("is for the super admin alone; every other role is refused, and a stranger learns nothing", async () => {
    const org = await organization(db)
    for (const role of roles.filter((one) => one !== "super_admin")) {
      const someone = await member(db, org.id, role)
      await expect(createAccessKey(someone.ctx, named(org.id)), role).rejects.toMatchObject(refused("forbidden"))
    }
    const stranger = (await organization(db)).owner
    await expect(createAccessKey(stranger.ctx, named(org.id))).rejects.toMatchObject(refused("not_found"))
    await expect(createAccessKey(stranger.ctx, named("o-nosuchplace1"))).rejects.toMatchObject(refused("not_found"))
    expect(await listAccessKeys(org.owner.ctx, org.inView)).toEqual([])
    const attempts = await db.execute(sql`
      select refusal from audit where organization_id = ${org.id} and action = 'key.create' order by id`)
    expect(attempts.map(({ refusal }) => refusal)).toEqual([...Array(4).fill("forbidden"), "not_found"])
  })

  test("asks for the password where the login is not fresh, for an organization and for oneself", async () => {
    const org = await organization(db)
    const ctx = { ...org.owner.ctx, actor: { accountId: org.owner.id, freshLogin: false } }
    for (const place of [org.id, undefined]) {
      await expect(createAccessKey(ctx, named(place))).rejects.toMatchObject(refused("password_needed", "password"))
      const wrong = { ...named(place), password: "not-my-password-at-all" }
      await expect(createAccessKey(ctx, wrong)).rejects.toMatchObject(refused("wrong_password", "password"))
      await createAccessKey(ctx, { ...named(place), password: PASSWORD })
    }
    const low = await member(db, org.id)
    const old = { ...low.ctx, actor: { accountId: low.id, freshLogin: false } }
    await expect(createAccessKey(old, named(org.id))).rejects.toMatchObject(refused("forbidden"))
  })

  test("is open to every account for itself, in no organization, and stands in no organization's audit", async () => {
    const someone = await person(db)
    const { id } = await createAccessKey(someone.ctx, { name: "Mine", permissions: ["read", "answer"] })
    expect(await ownAccessKeys(someone.ctx)).toMatchObject([
      { id, name: "Mine", permissions: ["read", "answer"], enabled: true, lastUsedAt: null },
    ])
    expect(await auditOf(id)).toMatchObject([{ action: "key.create", actor: someone.id, organization: null }])
  })
})

describe("how many", () => {
  test("an organization has room for twenty keys, an account for five of its own; a deleted one makes room", async () => {
    const org = await organization(db)
    for (const [place, most] of [[org.id, 20] as const, [undefined, 5] as const]) {
      const made = []
      for (let n = 0; n < most; n += 1) made.push(await createAccessKey(org.owner.ctx, named(place)))
      await setAccessKey(org.owner.ctx, { id: made[0]?.id ?? "", enabled: false })
      await expect(createAccessKey(org.owner.ctx, named(place))).rejects.toMatchObject(refused("too_many_keys"))
      await deleteAccessKey(org.owner.ctx, { id: made[0]?.id ?? "" })
      await createAccessKey(org.owner.ctx, named(place))
    }
  })

  test("of many made at once for the last places exactly as many succeed as there are places", async () => {
    const org = await organization(db)
    for (const [place, most] of [[org.id, 20] as const, [undefined, 5] as const]) {
      const tries = Array.from({ length: most + 10 }, () => outcome(createAccessKey(org.owner.ctx, named(place))))
      const answers = await Promise.all(tries)
      expect(bugs(answers)).toEqual([])
      expect(answers.filter((answer) => answer === "done")).toHaveLength(most)
      expect(answers.filter((answer) => answer === "too_many_keys")).toHaveLength(10)
    }
    expect(await listAccessKeys(org.owner.ctx, org.inView)).toHaveLength(20)
  })
})

describe("disabling, enabling and deleting", () => {
  test("stand in the row and in the audit; what stands already is left alone", async () => {
    const org = await organization(db)
    const { ctx } = org.owner
    const { id } = await createAccessKey(ctx, named(org.id))
    for (const enabled of [false, false, true, true]) await setAccessKey(ctx, { id, enabled })
    expect(await rowOf(id)).toMatchObject({ disabled: false, deleted: false })
    await setAccessKey(ctx, { id, enabled: false })
    expect(await listAccessKeys(ctx, org.inView)).toMatchObject([{ id, enabled: false }])
    await deleteAccessKey(ctx, { id })
    expect(await rowOf(id)).toMatchObject({ disabled: true, deleted: true })
    expect(await listAccessKeys(ctx, org.inView)).toEqual([])
    const actions = (await auditOf(id)).map(({ action }) => action)
    expect(actions).toEqual(["key.create", "key.disable", "key.enable", "key.disable", "key.delete"])
  })

  test("a deleted key is as good as none", async () => {
    const { owner, id: organizationId } = await organization(db)
    const { id } = await createAccessKey(owner.ctx, named(organizationId))
    await deleteAccessKey(owner.ctx, { id })
    await expect(setAccessKey(owner.ctx, { id, enabled: true })).rejects.toMatchObject(refused("not_found"))
    await expect(deleteAccessKey(owner.ctx, { id })).rejects.toMatchObject(refused("not_found"))
    await expect(deleteAccessKey(owner.ctx, { id: "MUST0000000000000000" })).rejects.toMatchObject(refused("not_found"))
  })

  test("are for the super admin alone; every other role is refused, and so is the super admin of another", async () => {
    const org = await organization(db)
    const { id } = await createAccessKey(org.owner.ctx, named(org.id))
    const strangers = [(await organization(db)).owner.ctx, (await person(db)).ctx]
    const low = roles.filter((role) => role !== "super_admin").map((role) => member(db, org.id, role))
    const cases = [
      ...(await Promise.all(low)).map(({ ctx }) => [ctx, "forbidden"] as const),
      ...strangers.map((ctx) => [ctx, "not_found"] as const),
    ]
    for (const [ctx, code] of cases) {
      await expect(setAccessKey(ctx, { id, enabled: false })).rejects.toMatchObject(refused(code))
      await expect(deleteAccessKey(ctx, { id })).rejects.toMatchObject(refused(code))
    }
    expect(await rowOf(id)).toMatchObject({ disabled: false, deleted: false })
  })

  test("of one's own key are for nobody else, an organization's super admin included", async () => {
    const org = await organization(db)
    const someone = await member(db, org.id, "dev_admin")
    const { id } = await createAccessKey(someone.ctx, named())
    await expect(setAccessKey(org.owner.ctx, { id, enabled: false })).rejects.toMatchObject(refused("not_found"))
    await expect(deleteAccessKey(org.owner.ctx, { id })).rejects.toMatchObject(refused("not_found"))
    await setAccessKey(someone.ctx, { id, enabled: false })
    expect(await rowOf(id)).toMatchObject({ disabled: true })
  })

  test("at once leave one line of audit each", async () => {
    const { owner, id: organizationId } = await organization(db)
    const { id } = await createAccessKey(owner.ctx, named(organizationId))
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        outcome(n % 2 ? deleteAccessKey(owner.ctx, { id }) : setAccessKey(owner.ctx, { id, enabled: false })),
      ),
    )
    expect(bugs(answers)).toEqual([])
    const actions = (await auditOf(id)).map(({ action }) => action)
    expect(actions.filter((action) => action === "key.delete")).toHaveLength(1)
    expect(actions.filter((action) => action === "key.disable").length).toBeLessThanOrEqual(1)
  })
})

describe("the list", () => {
  test("shows an organization's own keys alone, latest first, each with its owner and what he is now", async () => {
    const [org, other] = [await organization(db), await organization(db)]
    const first = await createAccessKey(org.owner.ctx, named(org.id, "First"))
    const second = await createAccessKey(org.owner.ctx, named(org.id, "Second"))
    await createAccessKey(org.owner.ctx, named(undefined, "Mine"))
    await createAccessKey(other.owner.ctx, named(other.id, "Foreign"))
    const mine = { owner: { accountId: org.owner.id, name: "Grace Lin", role: "super_admin" } }
    expect(await listAccessKeys(org.owner.ctx, org.inView)).toMatchObject([
      { id: second.id, name: "Second", ...mine },
      { id: first.id, name: "First", ...mine },
    ])
    expect(JSON.stringify(await listAccessKeys(org.owner.ctx, org.inView))).not.toContain(first.secret)
  })

  test("tells when the owner of a key is no super admin or no member any more", async () => {
    const org = await organization(db)
    await createAccessKey(org.owner.ctx, named(org.id))
    const heir = await member(db, org.id)
    const roleOfOwner = async () => (await listAccessKeys(heir.ctx, org.inView))[0]?.owner.role
    await accept(heir.ctx, await transferring(org, heir))
    expect(await roleOfOwner()).toBe("member")
    await removeMember(heir.ctx, { organizationId: org.id, accountId: org.owner.id })
    expect(await roleOfOwner()).toBeNull()
  })
})

describe("why API clients cannot invite", () => {
  test("is told: not certified, still being set up, an owner without an email address, and none", async () => {
    const org = await organization(db)
    const blockedBy = () => whyNotInviteByApi(org.owner.ctx, org.inView)
    expect(await blockedBy()).toBeNull()
    await db.execute(sql`update accounts set email = null, phone = '+8613900001111' where id = ${org.owner.id}`)
    expect(await blockedBy()).toBe("owner_not_verified")
    await db.execute(sql`update organizations set initializing = true where id = ${org.id}`)
    expect(await blockedBy()).toBe("initializing")
    const bare = await foundOrganization(contextOf(db, org.owner.id), { name: "Bare" })
    expect(await whyNotInviteByApi(org.owner.ctx, bare as ReadableOrganizationId)).toBe("not_certified")
  })
})

describe("what a program does", () => {
  test("stands in the audit with its access key, what was refused too", async () => {
    const org = await organization(db)
    const { id } = await createAccessKey(org.owner.ctx, named(org.id))
    const program = { ...org.owner.ctx, actor: { ...org.owner.ctx.actor, accessKeyId: id } }
    const { id: another } = await createAccessKey(program, named(org.id, "Made by a program"))
    const low = await member(db, org.id)
    const weak = { ...low.ctx, actor: { ...low.ctx.actor, accessKeyId: id } }
    await expect(deleteAccessKey(weak, { id: another })).rejects.toMatchObject(refused("forbidden"))
    expect(await auditOf(another)).toMatchObject([
      { action: "key.create", detail: { name: "Made by a program", permissions, accessKey: id } },
      { action: "key.delete", refusal: "forbidden", detail: { accessKey: id } },
    ])
  })
})
