import { randomBytes } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { connect, type Database } from "@/db/client"
import { grantApp } from "@/db/grants"
import { migrate } from "@/db/migrate"
import { appRole } from "@/db/role"
import { testDatabase } from "@/db/testing"

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.close())

const someRole = (name: string) => `test_${name}_${randomBytes(4).toString("hex")}`
const currentRole = async (db: Database) => (await db.execute(sql`select current_user as role`))[0]?.role

/** A login of its own, with what is given to it; gives the address that it connects to. */
async function login(rights = "") {
  const name = someRole("login")
  await world.owner.execute(sql.raw(`create role ${name} login password 'x' ${rights}`))
  const url = new URL(world.url)
  url.username = name
  url.password = "x"
  return { name, url: url.href, drop: () => world.owner.execute(sql.raw(`drop owned by ${name}; drop role ${name}`)) }
}

describe("the app's connections", () => {
  it("work as the app's role, and as the login itself where that is asked for", async () => {
    expect(await currentRole(world.db)).toBe("muster_app")
    expect(await currentRole(world.owner)).not.toBe("muster_app")
  })

  it("take the role that DATABASE_ROLE names, or none", () => {
    expect([appRole({}), appRole({ DATABASE_ROLE: "" })]).toEqual(["muster_app", "muster_app"])
    expect([appRole({ DATABASE_ROLE: "other" }), appRole({ DATABASE_ROLE: "none" })]).toEqual(["other", null])
  })

  it("find Muster's tables before temporary ones of the same name", async () => {
    const role = someRole("role")
    await grantApp(world.owner, role)
    await world.owner.execute(sql.raw(`grant temporary on database ${new URL(world.url).pathname.slice(1)} to ${role}`))
    const app = connect(world.url, { pool: 1, role })
    await app.db.execute(sql`create temp table heartbeats (name text)`)
    const [found] = await app.db.execute(sql`select 'heartbeats'::regclass = 'public.heartbeats'::regclass as ours`)
    expect(found?.ours).toBe(true)
    await app.close()
  })

  it("keep the role where statements are not prepared", async () => {
    const pooled = connect(world.url, { prepare: false })
    expect(await currentRole(pooled.db)).toBe("muster_app")
    await pooled.close()
  })
})

describe("the grants", () => {
  it("let the app refuse where functions are kept from everybody", async () => {
    const refusal = () => world.db.execute(sql`select refuse('expired', null)`)
    await world.owner.execute(sql`revoke execute on function refuse from public, muster_app`)
    await expect(refusal()).rejects.toThrow("42501")
    await grantApp(world.owner)
    await expect(refusal()).rejects.toThrow("MU001")
  })

  it("may be given again and again, also from several databases at once", async () => {
    const role = someRole("role")
    const others = await Promise.all([testDatabase(), testDatabase(), testDatabase()])
    await Promise.all([world, ...others].map(({ owner }) => grantApp(owner, role)))
    await grantApp(world.owner, role)
    const app = connect(world.url, { role })
    await app.db.execute(sql`select * from audit`)
    await expect(app.db.execute(sql`delete from audit`)).rejects.toMatchObject({ cause: { code: "42501" } })
    await Promise.all([app.close(), ...others.map(({ close }) => close())])
  })

  it("leave no right to put a temporary table before the audit, neither to the role nor to a login that takes it", async () => {
    await grantApp(world.owner)
    const poor = await login("in role muster_app")
    const own = connect(poor.url, { role: null })
    for (const db of [world.db, own.db])
      await expect(db.execute(sql`create temp table audit (id uuid)`)).rejects.toMatchObject({
        cause: { code: "42501" },
      })
    await own.close()
    await poor.drop()
  })

  it("say in one line what to do when the login may not make roles", async () => {
    const poor = await login()
    const { db, close } = connect(poor.url, { role: null })
    const role = someRole("role")
    await expect(grantApp(db, role)).rejects.toThrow(`CREATE ROLE ${role} NOLOGIN; GRANT ${role} TO that login`)
    await close()
    await poor.drop()
  })

  it("refuse a name that is none", async () => {
    await expect(grantApp(world.owner, "app; drop table audit")).rejects.toThrow("must be the name of a role")
  })
})

describe("a login that may make roles, but is no superuser", () => {
  it("migrates a database of its own, whose app then works as the role", async () => {
    const maker = await login("createrole createdb")
    const name = someRole("database")
    const postgres = connect(maker.url, { pool: 1, role: null })
    await postgres.db.execute(sql.raw(`create database ${name}`))
    const url = maker.url.replace(/[^/]+$/, name)
    process.env.DATABASE_ROLE = someRole("role")
    await migrate(url)
    await migrate(url)
    const app = connect(url, { pool: 1 })
    expect(await currentRole(app.db)).toBe(process.env.DATABASE_ROLE)
    delete process.env.DATABASE_ROLE
    await app.close()
    await postgres.db.execute(sql.raw(`drop database ${name} with (force)`))
    await postgres.close()
  })
})

describe("a login that is only a member of the role", () => {
  it("starts on a database that is up to date, and on no other", async () => {
    const app = await login("in role muster_app")
    await migrate(app.url)
    await world.owner.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at - 1e12`)
    await expect(migrate(app.url)).rejects.toThrow("as their owner first")
    await world.owner.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at + 1e12`)
    const { db, close } = connect(app.url, { role: null })
    await db.execute(sql`select * from audit`)
    await expect(db.execute(sql`delete from audit`)).rejects.toMatchObject({ cause: { code: "42501" } })
    await close()
    await app.drop()
  })
})
