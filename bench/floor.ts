// The floor: the same acts by hand-written SQL on the leanest honest tables, without a library in between.
import { createHash, randomBytes } from "node:crypto"
import postgres from "postgres"
import { uuidv7 } from "uuidv7"

const TABLES = `
create schema floor;
set search_path = floor;
create table organizations (id uuid primary key, name text not null);
create table users (id uuid primary key, email text not null unique, name text not null);
create table sessions (hash bytea primary key, user_id uuid not null references users, expires_at timestamptz not null);
create table memberships (organization_id uuid not null references organizations, user_id uuid not null references users,
  role text not null, joined_at timestamptz not null default now(), primary key (organization_id, user_id));
create table invitations (id uuid primary key, organization_id uuid not null references organizations,
  email text not null, role text not null, state text not null default 'open', token_hash bytea not null,
  inviter_id uuid not null references users, sent_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days', settled_at timestamptz, settled_by uuid);
create unique index on invitations (token_hash);
create unique index on invitations (organization_id, email) where state = 'open';
create index on invitations (organization_id, id desc);
create table outbox (id bigint generated always as identity primary key, invitation_id uuid not null,
  created_at timestamptz not null default now());
create table audit (id bigint generated always as identity primary key, organization_id uuid not null, actor_id uuid,
  action text not null, target uuid, at timestamptz not null default now());
create index on audit (organization_id, id desc);`

type Sql = postgres.Sql

interface User {
  id: string
  email: string
  name: string
}

const hash = (text: string) => createHash("sha256").update(text).digest()

/** Makes the tables of the floor in a database. */
export async function layFloor(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(TABLES).finally(() => sql.end())
}

/** The acts of the floor; each reads the session first, as a request does. */
export function openFloor(url: string, { pool = 10 } = {}) {
  const sql = postgres(url, { max: pool, onnotice: () => {}, connection: { search_path: "floor" } })
  const ask = (statement: string) => sql.unsafe(statement)
  const close = () => sql.end({ timeout: 5 })
  return { ...makingOn(sql), ...readingOn(sql), ...changingOn(sql), ask, close }
}

function whoOn(sql: Sql) {
  async function visitor(session: string): Promise<User> {
    const rows = await sql<User[]>`
      select u.id, u.email, u.name from sessions s join users u on u.id = s.user_id
       where s.hash = ${hash(session)} and s.expires_at > now()`
    return one(rows)
  }

  async function roleOf(user: User, organizationId: string) {
    const rows = await sql<{ role: string }[]>`
      select role from memberships where organization_id = ${organizationId} and user_id = ${user.id}`
    return one(rows).role
  }

  return { visitor, roleOf }
}

function makingOn(sql: Sql) {
  /** A user with a session, whose token is their address. */
  async function newUser(email: string) {
    const id = uuidv7()
    await sql`insert into users (id, email, name) values (${id}, ${email}, 'Ada Zhou')`
    await sql`insert into sessions values (${hash(email)}, ${id}, now() + interval '1 day')`
    return id
  }

  async function newOrganization(owner: string) {
    const id = uuidv7()
    await sql`insert into organizations values (${id}, 'Cloud Harbour')`
    await sql`insert into memberships (organization_id, user_id, role)
      select ${id}, id, 'super_admin' from users where email = ${owner}`
    return id
  }

  return { newUser, newOrganization }
}

function changingOn(sql: Sql) {
  const { visitor, roleOf } = whoOn(sql)

  /** Invites an address, and gives the token of its link. */
  async function create(session: string, organizationId: string, email: string) {
    const user = await visitor(session)
    if ((await roleOf(user, organizationId)) !== "super_admin") throw new Error("forbidden")
    const [id, token] = [uuidv7(), randomBytes(32).toString("base64url")]
    const rows = await sql`
      with i as (insert into invitations (id, organization_id, email, role, token_hash, inviter_id)
        values (${id}, ${organizationId}, ${email}, 'member', ${hash(token)}, ${user.id}) returning id),
      o as (insert into outbox (invitation_id) select id from i),
      a as (insert into audit (organization_id, actor_id, action, target)
        select ${organizationId}, ${user.id}, 'invite', id from i)
      select id from i`
    one(rows)
    return { id, token }
  }

  /** Lock first, then claim by a clock that is read after the wait. */
  async function accept(session: string, token: string) {
    const user = await visitor(session)
    const [, rows] = await sql.begin((tx) => [
      tx`select 1 from invitations where token_hash = ${hash(token)} for update`,
      tx`with i as (update invitations set state = 'accepted', settled_at = clock_timestamp(), settled_by = ${user.id}
          where token_hash = ${hash(token)} and state = 'open' and expires_at > clock_timestamp()
            and email = ${user.email} returning id, organization_id, role),
        m as (insert into memberships (organization_id, user_id, role) select organization_id, ${user.id}, role from i),
        a as (insert into audit (organization_id, actor_id, action, target)
          select organization_id, ${user.id}, 'accept', id from i)
        select id from i`,
    ])
    one(rows ?? [])
  }

  async function revoke(session: string, organizationId: string, id: string) {
    const user = await visitor(session)
    if ((await roleOf(user, organizationId)) !== "super_admin") throw new Error("forbidden")
    const rows = await sql`
      with i as (update invitations set state = 'revoked', settled_at = now(), settled_by = ${user.id}
        where id = ${id} and organization_id = ${organizationId} and state = 'open' returning id),
      a as (insert into audit (organization_id, actor_id, action, target)
        select ${organizationId}, ${user.id}, 'revoke', id from i)
      select id from i`
    one(rows)
  }

  return { create, accept, revoke }
}

function readingOn(sql: Sql) {
  const { visitor, roleOf } = whoOn(sql)

  /** What the page behind a link shows. */
  async function get(session: string, token: string) {
    const [user, rows] = await Promise.all([
      visitor(session),
      sql`select i.email, i.role, i.state, i.expires_at, o.name as organization, u.name as inviter from invitations i
        join organizations o on o.id = i.organization_id join users u on u.id = i.inviter_id
        where i.token_hash = ${hash(token)}`,
    ])
    return { user, invitation: one(rows) }
  }

  /** The newest 25 records, and one more to tell whether others follow. */
  async function list(session: string, organizationId: string) {
    const user = await visitor(session)
    const [, rows] = await Promise.all([
      roleOf(user, organizationId),
      sql`select i.id, i.email, i.role, i.state, i.sent_at, i.expires_at, u.name as inviter from invitations i
        join users u on u.id = i.inviter_id where i.organization_id = ${organizationId} order by i.id desc limit 26`,
    ])
    if (rows.length < 26) throw new Error("The list is too short to be compared")
    return rows
  }

  async function describe(organizationId: string, id: string) {
    const rows = await sql`
      select i.id, i.email, i.role, i.state, i.sent_at, i.expires_at, o.name as organization, u.email as inviter
        from invitations i join organizations o on o.id = i.organization_id join users u on u.id = i.inviter_id
       where i.id = ${id} and i.organization_id = ${organizationId}`
    return one(rows)
  }

  return { get, list, describe }
}

function one<T>(rows: readonly T[]): T {
  const [row] = rows
  if (!row) throw new Error("The floor found no row")
  return row
}
