import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { QueryFailed } from "@/db/driver/failure"
import { appRole, USUAL_ROLE } from "@/db/role"

const ROLE_FORM = /^[a-z_][a-z0-9_]{0,62}$/
const DENIED = "42501"

/**
 * Makes the role where it is missing, lets the present login take it, and gives it what the app does: the audit and
 * its seals can be read and added to, handshakes, accounts and organizations cannot be deleted, and no temporary tables
 * can be made. Says so in one line when the present login may not make roles.
 */
export async function grantApp(db: Queries, role = appRole() ?? USUAL_ROLE) {
  if (!ROLE_FORM.test(role)) throw plainly(`DATABASE_ROLE is ${role}: it must be the name of a role, or none.`)
  await beTaken(db, role).catch(explain(role))
  const grants = [
    // Back to nothing first: what an earlier version gave must not stay.
    `revoke all on all tables in schema public from ${role}`,
    `grant usage on schema public, drizzle to ${role}`,
    `grant select on drizzle.__drizzle_migrations to ${role}`,
    `grant select, insert, update, delete on all tables in schema public to ${role}`,
    `revoke update, delete on audit, seals, reseals, handshake_subjects from ${role}`,
    `revoke delete on handshakes, accounts, organizations from ${role}`,
    // A database may keep its functions from everybody.
    `grant execute on function refuse(text, text), searchable(text) to ${role}`,
  ]
  await db.transaction(async (tx) => {
    for (const grant of grants) await tx.execute(sql.raw(grant))
    await keepFromTemporary(tx, role)
  })
}

/**
 * A temporary table could stand before a table of the same name. Only who owns the database can take the right away,
 * and PostgreSQL gives it to everybody.
 */
async function keepFromTemporary(tx: Queries, role: string) {
  await tx.execute(
    sql.raw(`
    do $$ begin
      if (select pg_has_role(datdba, 'usage') from pg_database where datname = current_database()) then
        execute format('revoke temporary on database %I from public, ${role}', current_database());
      end if;
    end $$`),
  )
}

/** Roles belong to the whole server: another database's migration may make or give the same one at this moment. */
async function beTaken(db: Queries, role: string) {
  await db.execute(
    sql.raw(`
    do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
    exception when duplicate_object or unique_violation then null;
    end $$`),
  )
  await db.execute(
    sql.raw(`
    do $$ begin
      set local role ${role};
      set local role none;
    exception when insufficient_privilege then
      begin
        grant ${role} to current_user;
      exception when unique_violation then null;
      end;
    end $$`),
  )
}

function explain(role: string) {
  return (error: unknown): never => {
    if (!(error instanceof QueryFailed) || error.cause.code !== DENIED) throw error
    throw plainly(
      `The login of DATABASE_URL may not make the role ${role}. Let an administrator of the database run once: CREATE ROLE ${role} NOLOGIN; GRANT ${role} TO that login. Then migrate again.`,
    )
  }
}

/** An error whose message is for the operator, without a trace. */
export function plainly(message: string): Error {
  return Object.assign(new Error(message), { expected: true })
}
