import { describe, expect, it } from "vitest"
import { readDatabaseUrl, serversOf } from "@/lib/settings/database-url"

const PASSWORD = "s3cret"
const at = (rest: string) => `postgres://app:${PASSWORD}@db.example:6432/muster${rest}`
const address = (text: string) => {
  const read = readDatabaseUrl(text)
  return "address" in read ? read.address : read
}

describe("an address that can be read", () => {
  it("says where the database is and who logs in", () => {
    expect(address(` ${at("")}\n`)).toEqual({
      hosts: [{ host: "db.example", port: 6432 }],
      user: "app",
      password: PASSWORD,
      database: "muster",
      tls: false,
      startup: {},
    })
    expect(address("postgresql://")).toMatchObject({ hosts: [{ host: "localhost", port: 5432 }], user: undefined })
  })

  it.each([
    ["postgres://u:p%40%2F%3F%23%25@h/d", { user: "u", password: "p@/?#%", hosts: [{ host: "h", port: 5432 }] }],
    ["postgres://u:a@b:c@h/d", { password: "a@b:c" }],
    [
      "postgres://u@a:1,b:2,c/d",
      {
        hosts: [
          { host: "a", port: 1 },
          { host: "b", port: 2 },
          { host: "c", port: 5432 },
        ],
      },
    ],
    [
      "postgres://u@/d?host=a,b&port=1,2",
      {
        hosts: [
          { host: "a", port: 1 },
          { host: "b", port: 2 },
        ],
      },
    ],
    ["postgres://u@[2001:db8::1]:6543/d", { hosts: [{ host: "2001:db8::1", port: 6543 }] }],
    ["postgres:///d?host=/run/postgresql", { path: "/run/postgresql/.s.PGSQL.5432", database: "d" }],
    ["postgres://u@%2Frun%2Fpostgresql/d", { path: "/run/postgresql/.s.PGSQL.5432" }],
    [
      "postgres://?host=h&port=6&user=u&password=p&dbname=d",
      { hosts: [{ host: "h", port: 6 }], user: "u", database: "d" },
    ],
  ])("%s is read to its last part", (text, expected) => {
    expect(address(text)).toMatchObject(expected)
  })
})

describe("what providers give to copy", () => {
  it.each([
    ["?sslmode=require", { tls: "require" }],
    ["?sslmode=prefer", { tls: "prefer" }],
    ["?sslmode=disable", { tls: false }],
    ["?ssl=true", { tls: "require" }],
    ["?sslmode=verify-full", { tls: {} }],
    ["?sslrootcert=system", { tls: {} }],
    ["?sslmode=require&channel_binding=require", { tls: {} }],
    ["?sslmode=require&channel_binding=prefer", { tls: "require" }],
    ["?sslmode=verify-full&sslrootcert=package.json", { tls: { ca: expect.any(Buffer) } }],
    [
      "?sslmode=require&sslrootcert=package.json",
      { tls: { ca: expect.any(Buffer), checkServerIdentity: expect.any(Function) } },
    ],
    ["?schema=public&pgbouncer=true&connection_limit=3&pool_timeout=20", { prepare: false, pool: 3 }],
    ["?connect_timeout=15&application_name=console", { connectSeconds: 15, startup: { application_name: "console" } }],
    ["?options=endpoint%3Dep-cool", { startup: { options: "endpoint=ep-cool" } }],
    ["?target_session_attrs=read-write", { startup: {} }],
    ["?keepalives=1&gssencmode=disable&supa=base-pooler.x", { startup: {} }],
  ])("%s is understood", (query, expected) => {
    expect(address(at(query))).toMatchObject(expected)
  })

  it.each([
    ["?sslmode=yes", "sslmode"],
    ["?sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem"],
    ["?schema=tenant", "schema"],
    ["?target_session_attrs=standby", "primary"],
    ["?connection_limit=many", "connection_limit"],
    ["?statement_timeout=0", "statement_timeout"],
  ])("%s is named", (query, words) => {
    expect(address(at(query))).toEqual({ wrong: expect.stringContaining(words) })
  })
})

describe("an address that is only read from", () => {
  const reading = (query: string) => readDatabaseUrl(`postgres://app@a,b/muster${query}`, "reading")

  it("prefers servers that cannot be written to, or takes any", () => {
    for (const query of ["", "?target_session_attrs=prefer-standby"])
      expect(reading(query)).toEqual({ address: expect.not.objectContaining({ any: true }) })
    expect(reading("?target_session_attrs=any")).toMatchObject({ address: { any: true } })
  })

  it("is told so where it wants the primary", () => {
    expect(reading("?target_session_attrs=primary")).toEqual({ wrong: expect.stringContaining("prefer-standby") })
  })
})

describe("an address that cannot be read", () => {
  it.each([
    "mysql://app:s3cret@h/d",
    '"postgres://app:s3cret@h/d"',
    "postgres://app:s3cret/x@h/d",
    "postgres://app:12/s3cret@h/d",
    "postgres://app:s3cret?x@h/d",
    "postgres://app:12?s3cret@h/d",
    "postgres://app:12?s3cret=1@h/d",
    "postgres://app:s3cret#x@h/d",
    "postgres://app:12#s3cret@h/d",
    "postgres://app:s3cret%@h/d",
    "postgres://app:s3cret@h:port/d",
    "postgres://app:s3cret@h:70000/d",
    "postgres://app@h/d?port=many&password=s3cret",
    "postgres://app@h,i/d?port=1,2x&password=s3cret",
    "app:s3cret@h/d",
  ])("%s is told so, without its password", (text) => {
    expect(address(text)).toEqual({ wrong: expect.stringMatching(/^must /) })
    expect(JSON.stringify(address(text))).not.toContain(PASSWORD)
  })
})

it("a password in the query with an & in it is told so, without any of its parts", () => {
  for (const text of ["postgres://app@h/d?password=12&s3cret", "postgres://app@h/d?password=12&s3cret=1&user=app"]) {
    expect(address(text)).toEqual({ wrong: expect.stringContaining("%26") })
    expect(JSON.stringify(address(text))).not.toContain(PASSWORD)
  }
})

it("servers are shown without login and password", () => {
  const read = readDatabaseUrl(`postgres://app:${PASSWORD}@a:1,b:2/muster`)
  expect("address" in read && serversOf(read.address)).toBe("a:1 and b:2")
})
