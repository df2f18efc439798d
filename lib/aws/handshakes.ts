import { type SQL, sql } from "drizzle-orm"
import { isAccountNumber } from "../contacts"
import type { Context } from "../context"
import type { TermsOf } from "../handshake"
import { idForPrograms, type State, stateAt } from "../handshake/machine"
import { arn, featureSet, seconds } from "./shapes"

/** What programs call each kind of handshake that they may see (R57). */
export const actions = {
  invitation: "INVITE",
  "all-features": "ENABLE_ALL_FEATURES",
  "feature-approval": "APPROVE_ALL_FEATURES",
} as const
/** The last one is a value of the protocol; no handshake here has it. */
export const actionTypes = [...Object.values(actions), "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE"] as const

interface Resource {
  Type: string
  Value: string
  Resources?: Resource[]
}

interface Row extends Record<string, unknown> {
  id: string
  kind: keyof typeof actions
  state: State
  subject: string
  terms: unknown
  requestedAt: string
  expiresAt: string
  now: string
  organizationId: string
  allFeatures: boolean
  /** The management account at that time: who owns the organization later is no matter of whom it was sent to. */
  number: string
  email: string | null
  name: string
}

/** The handshakes that meet a condition, latest first: the ids and kinds of their rows, and how programs see them (R55). */
export async function handshakes({ db, clock }: Context, where: SQL, limit = 1) {
  const rows = await db.execute<Row>(sql`
    select h.id, h.kind, h.state, h.subject, h.terms, h.proposed_at::text as "requestedAt",
           h.expires_at::text as "expiresAt", (${clock})::text as now, o.id as "organizationId",
           o.all_features as "allFeatures", owner.number, owner.email, owner.name
      from handshakes h join organizations o on o.id = h.organization_id
      join accounts owner on owner.id = h.initiator_id
     where ${where} order by h.id desc limit ${limit}::int`)
  return [...rows].map((row) => ({ id: row.id, kind: row.kind, shape: shapeOf(row) }))
}

function shapeOf(row: Row) {
  const action = actions[row.kind]
  const id = idForPrograms(row.id)
  const expiresAt = new Date(row.expiresAt)
  return {
    Id: id,
    Arn: arn(row.number, `handshake/${row.organizationId}/${action.toLowerCase()}/${id}`),
    Parties: [{ Id: row.organizationId, Type: "ORGANIZATION" }, ...(row.kind === "all-features" ? [] : [partyOf(row)])],
    State: stateAt({ state: row.state, expiresAt }, new Date(row.now)).toUpperCase(),
    RequestedTimestamp: seconds(new Date(row.requestedAt)),
    ExpirationTimestamp: seconds(expiresAt),
    Action: action,
    Resources: resourcesOf(row),
  }
}

/** Whom it is for, as the proposal named it (R58). */
function partyOf({ subject }: Row) {
  return { Id: subject, Type: isAccountNumber(subject) ? "ACCOUNT" : "EMAIL" }
}

function resourcesOf(row: Row): Resource[] {
  const { Id: Value, Type } = partyOf(row)
  if (row.kind === "all-features") return [organizationResource(row)]
  if (row.kind === "feature-approval") {
    const { parentId } = row.terms as TermsOf<"feature-approval">
    return [organizationResource(row), { Type, Value }, { Type: "PARENT_HANDSHAKE", Value: idForPrograms(parentId) }]
  }
  const { note } = row.terms as TermsOf<"invitation">
  return [organizationResource(row), { Type, Value }, ...(note ? [{ Type: "NOTES", Value: note }] : [])]
}

function organizationResource({ organizationId, email, name, allFeatures }: Row): Resource {
  return {
    Type: "ORGANIZATION",
    Value: organizationId,
    Resources: [
      ...(email ? [{ Type: "MASTER_EMAIL", Value: email }] : []),
      { Type: "MASTER_NAME", Value: name },
      { Type: "ORGANIZATION_FEATURE_SET", Value: featureSet(allFeatures) },
    ],
  }
}

/** The row's id behind the id that programs use; null for what cannot be one. */
export function handshakeRowId(id: string): string | null {
  const parts = id.match(/^h-([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/)
  return parts ? parts.slice(1).join("-") : null
}
