// Fills an organization's lists in bulk, as the owner of the tables, without triggers and foreign keys: history of any
// size in seconds. A bulk write ends with ANALYZE, or plans go stale.
import { type SQL, sql } from "drizzle-orm"
import { connect, type Queries } from "@/db/client"

export interface Filling {
  organizationId: string
  ownerId: string
  /** The numbers of the rows, which are the accounts' too; those up to `rows` that come before are another's. */
  from?: number
  rows: number
  /** How many accounts there are. */
  accounts: number
}

const TEN_MINUTES = 600_000
/** When an id says that it was made: ten minutes apart, from the beginning of all time. */
export const timeAt = (n: number) => new Date(n * TEN_MINUTES).toISOString()
/** Ids in their order, which is that of time; those of accounts come in another order than their memberships. */
export const idAt = (n: number) =>
  (n * TEN_MINUTES)
    .toString(16)
    .padStart(12, "0")
    .replace(/^(.{8})(.{4})/, `$1-$2-7000-8000-${String(n).padStart(12, "0")}`)
const id = (n: SQL, group = "8000") => sql`(lpad(to_hex((${n})::bigint * ${sql.raw(String(TEN_MINUTES))}), 12, '0')
  || '7000' || ${sql.raw(`'${group}'`)} || lpad((${n})::text, 12, '0'))::uuid`
const accountId = (n: SQL) => sql`(md5('account' || (${n}))::uuid)`
const KEYS = 4

/** Runs bulk statements as who owns the tables, and analyzes these tables. */
export async function bulk(url: string, tables: string[], write: (db: Queries) => Promise<unknown>) {
  const { db, close } = connect(url, { pool: 1, statementSeconds: 0, transactionSeconds: 600, role: null })
  try {
    await db.execute(sql`set session_replication_role = replica`)
    const indexes = await takeIndexes(db, tables)
    await write(db)
    for (const definition of indexes) await db.execute(sql.raw(definition))
    await db.execute(sql.raw(`vacuum analyze ${tables.join(", ")}`))
  } finally {
    await close()
  }
}

/** Takes away what is no constraint, and gives how it is made: an index is made faster than it is kept. */
async function takeIndexes(db: Queries, tables: string[]): Promise<string[]> {
  const rows = await db.execute<{ name: string; definition: string }>(sql`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid::regclass::text in ${tables} and not indisunique`)
  for (const { name } of rows) await db.execute(sql.raw(`drop index ${name}`))
  return rows.map(({ definition }) => definition)
}

/** Accounts, of which every third cannot log in. */
export function fillAccounts(db: Queries, { accounts }: Filling) {
  return db.execute(sql`
    insert into accounts (id, number, name, email)
    select ${accountId(sql`n`)}, lpad((100000000000 + n)::text, 12, '0'), 'Member ' || n,
           case when n % 3 > 0 then 'member' || n || '@example.com' end
      from generate_series(1, ${accounts}::int) n`)
}

/** Invitations ten minutes apart: a thousand are open, half of them overdue; one in a thousand is rejected, one in ten has a rarer role, and the letters of one in twenty failed. */
export function fillInvitations(db: Queries, { organizationId, ownerId, from = 1, rows }: Filling) {
  return db.execute(sql`
    with filled as (
      insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
        proposed_at, sent_at, expires_at, settled_at, delivery)
      select ${id(sql`n`)}, ${organizationId}, 'invitation', s.state, 'guest' || n || '@example.com', ${ownerId},
        jsonb_build_object('role', case when n % 1000 = 0 then 'dev_admin' when n % 10 = 0 then 'finance_admin'
          else 'member' end, 'note', ''), 'k', 604800, t.at, t.at, t.at + interval '7 days',
        case when s.state = 'open' then null else t.at end,
        case when n % 1000 = 3 then 'bounced' when n % 20 = 7 then 'failed' else 'sent' end
      from generate_series(${from}::int, ${rows}::int) n,
        lateral (select now() - (${rows}::int - n) * interval '10 minutes' as at) t,
        lateral (select case when n % 2 = 0 and n > ${rows}::int - 2000 then 'open'
          when n % 1000 = 1 then 'declined'
          else (array['accepted', 'canceled', 'expired'])[1 + n / 2 % 3] end as state) s
      returning organization_id, kind, subject, id)
    insert into handshake_subjects (organization_id, kind, subject, handshake_id) select * from filled`)
}

/** A thousand requests to join that wait, one in ten for the owner, the others for an administrator. */
export function fillJoinRequests(db: Queries, { organizationId, ownerId, from = 1 }: Filling) {
  return db.execute(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, recipient_id, terms, key_id,
      lifetime_seconds, proposed_at, sent_at, expires_at)
    select ${id(sql`n`, "8003")}, ${organizationId}, 'join-request', 'requested', ${accountId(sql`n`)}::text,
      ${accountId(sql`n`)}, case when n % 10 = 0 then ${ownerId}::uuid else ${accountId(sql`1000`)} end,
      '{"description": "", "generation": 1}', 'k', 2592000, now(), now(), now() + interval '30 days'
    from generate_series(${from}::int, 1000) n`)
}

/** Certifications of other years, one in ten of them never answered, and five that wait; all in one organization. */
export function fillCertifications(db: Queries, { organizationId, ownerId, rows }: Filling) {
  return db.execute(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at, settled_at)
    select ${id(sql`n`, "8004")}, ${organizationId}, 'certification', s.state, 'entity' || n, ${ownerId},
      jsonb_build_object('licenceNumber', 'L' || n), 'k', 2592000, t.at, t.at, t.at + interval '30 days',
      case when s.state <> 'requested' then t.at end
    from generate_series(1, ${rows}::int / 10) n,
      lateral (select now() - (${rows}::int / 10 - n) * interval '1 day' as at) t,
      lateral (select case when n > ${rows}::int / 10 - 5 then 'requested' when n % 10 = 0 then 'expired'
        else (array['accepted', 'declined'])[1 + n % 2] end as state) s`)
}

export const RECEIVED = 180

/** What somebody has received in half a year: an invitation a day that he declined or that was revoked. */
export function fillReceived(
  db: Queries,
  { organizationId, ownerId, to }: Filling & { to: { id: string; address: string } },
) {
  return db.execute(sql`
    with filled as (
      insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
        proposed_at, sent_at, expires_at, settled_at, settled_by, delivery)
      select ${id(sql`n`, "8005")}, ${organizationId}, 'invitation', s.state, ${to.address}, ${ownerId},
        '{"role": "member", "note": ""}', 'k', 604800, t.at, t.at, t.at + interval '7 days', t.at,
        case when s.state = 'declined' then ${to.id}::uuid end, 'sent'
      from generate_series(1, ${RECEIVED}::int) n,
        lateral (select now() - (${RECEIVED}::int - n) * interval '1 day' as at) t,
        lateral (select (array['declined', 'canceled'])[1 + n % 2] as state) s
      returning organization_id, kind, subject, id)
    insert into handshake_subjects (organization_id, kind, subject, handshake_id) select * from filled`)
}

/** Members a minute apart, one in ten of a rarer role, half of them affiliated, in the order of no id; one in fifty has long been inactive, and of one in seven nothing is known. */
export function fillMembers(db: Queries, { organizationId, from = 1, rows }: Filling) {
  return db.execute(sql`
    insert into memberships (organization_id, account_id, role, origin, affiliated, joined_at, last_active_at, handshake_id)
    select ${organizationId}, ${accountId(sql`n`)},
      case when n % 1000 = 0 then 'admin' when n % 10 = 0 then 'dev_admin' else 'member' end,
      case when n % 6 = 0 then 'created' when n % 6 = 2 then 'join-request' else 'invitation' end, n % 2 = 0,
      now() - (${rows}::int - n) * interval '1 minute',
      case when n % 50 = 0 then now() - interval '100 days' when n % 7 > 0 then now() - n % 20 * interval '1 day' end,
      case when n % 6 > 0 then ${id(sql`n`)} end
    from generate_series(${from}::int, ${rows}::int) n`)
}

/** Audit entries a minute apart by three people; one in a thousand is refused, one in ten is about an account. */
export function fillAudit(db: Queries, { organizationId, from = 1, rows }: Filling) {
  const actions = sql`array['invitation.propose', 'invitation.accept', 'invitation.resend', 'invitation.decline']`
  return db.execute(sql`
    insert into audit (id, organization_id, actor_id, action, target, refusal, at)
    select ${id(sql`n`, "8001")}, ${organizationId}, ${accountId(sql`1 + n % 3`)},
      case when n % 10 = 0 then 'member.remove' when n % 500 = 1 then 'policy.create' else (${actions})[1 + n % 4] end,
      case when n % 10 = 0 then ${accountId(sql`1 + n % 1000`)}::text else 'guest' || n || '@example.com' end,
      case when n % 1000 < 1 then 'forbidden' end, now() - (${rows}::int - n) * interval '1 minute'
    from generate_series(${from}::int, ${rows}::int) n`)
}

export const keyAt = (n: number) => `AKMUSTERFILLING${String(n).padStart(5, "0")}`

/** Requests with some keys, a minute apart; one in a hundred is refused. */
export async function fillRequests(db: Queries, { organizationId, ownerId, from = 1, rows }: Filling) {
  for (let n = 0; n < KEYS; n++) {
    await db.execute(sql`
      insert into access_keys (id, account_id, organization_id, name, permissions, secret, key_id, created_at)
      values (${keyAt(n)}, ${ownerId}, ${organizationId}, ${`Key ${n}`}, '{read}', 's', 'k', now())`)
  }
  await db.execute(sql`
    insert into requests (id, access_key_id, organization_id, operation, error, at)
    select ${id(sql`n`, "8002")}, 'AKMUSTERFILLING' || lpad((n % ${KEYS}::int)::text, 5, '0'), ${organizationId},
      'ListAccounts', case when n % 100 = 0 then 'AccessDeniedException' end,
      now() - (${rows}::int - n) * interval '1 minute'
    from generate_series(${from}::int, ${rows}::int) n`)
}
