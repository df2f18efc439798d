import { sql } from "drizzle-orm"
import { connect, type Database, keptFrom, SEARCH_PATH, settingsOf } from "@/db/client"
import { plainly } from "@/db/grants"
import { appRole } from "@/db/role"

/**
 * Makes sure that the database itself holds the app to its limits, and the app to its role. What a pooler keeps from
 * the connections becomes a setting of the login in this database, which needs no right but to be that login. Refuses
 * where that does not hold, in one line that says what to do.
 */
export async function holdLimits(url: string) {
  const { db, close } = connect(url, { pool: 1 })
  try {
    await mustBeInRole(db, url)
    if ((await missing(db)).length === 0) return
    await db.execute(sql.raw(statements(await nameOf(db))))
    await endOwnConnections(db)
    const still = await missing(db)
    if (still.length > 0) throw plainly(`The database does not hold ${still.join(", ")}. ${await advice(db)}`)
  } finally {
    await close()
  }
}

/** The settings that this connection does not have. */
async function missing(db: Database): Promise<string[]> {
  const wanted = JSON.stringify(settingsOf())
  const rows = await db.execute<{ name: string }>(sql`
    select wanted.key as name from json_each_text(${wanted}::text::json) wanted
      left join pg_settings s on s.name = wanted.key
     where s.setting is distinct from wanted.value order by 1`)
  return rows.map(({ name }) => name)
}

async function mustBeInRole(db: Database, url: string) {
  const role = appRole()
  if (!role) return
  const [row] = await db.execute<{ present: string }>(sql`select current_user as present`)
  if (row?.present !== role) throw keptFrom(role, url)
}

async function nameOf(db: Database): Promise<string> {
  const [row] = await db.execute<{ name: string }>(sql`select quote_ident(current_database()) as name`)
  return row?.name ?? ""
}

function statements(database: string, login = "current_user"): string {
  const wanted = Object.entries(settingsOf()).map(([name, value]) => `${name} = '${value}'`)
  return [...wanted, `search_path = ${SEARCH_PATH}`]
    .map((setting) => `alter role ${login} in database ${database} set ${setting}`)
    .join("; ")
}

async function advice(db: Database): Promise<string> {
  const [row] = await db.execute<{ login: string }>(sql`select quote_ident(current_user) as login`)
  return `Let an administrator of the database run: ${statements(await nameOf(db), row?.login)};`
}

/** What the pooler has open already knows nothing of a new setting; it makes idle connections anew by itself. */
async function endOwnConnections(db: Database) {
  await db
    .execute(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where usename = current_user and datname = current_database() and (state = 'idle' or pid = pg_backend_pid())
       order by pid = pg_backend_pid()`)
    .catch(() => {})
}
