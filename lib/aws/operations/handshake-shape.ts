import type { ApiHandshake, ApiKind } from "@/lib/aws/queries/handshakes"
import { arn, featureSet, seconds } from "@/lib/aws/shapes"
import { isAccountNumber } from "@/lib/core/contacts"
import { externalId } from "@/lib/shared/handshakes"

/** The API's name of each kind of handshake. */
const actions = {
  invitation: "INVITE",
  "all-features": "ENABLE_ALL_FEATURES",
  "feature-approval": "APPROVE_ALL_FEATURES",
} as const satisfies Record<ApiKind, string>
/** The last one is a value of the protocol that no handshake has here. */
export const actionTypes = [...Object.values(actions), "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE"] as const

/** The kind of an action type; undefined for the value that no handshake has here. */
export function kindCalled(action: (typeof actionTypes)[number]): ApiKind | undefined {
  return (Object.keys(actions) as ApiKind[]).find((kind) => actions[kind] === action)
}

interface Resource {
  Type: string
  Value: string
  Resources?: Resource[]
}

/** A handshake as API clients see it. (R55-R59) */
export function handshakeShape(handshake: ApiHandshake) {
  const { kind, state, requestedAt, expiresAt, organization, initiator } = handshake
  const id = externalId(handshake.id)
  const action = actions[kind]
  return {
    Id: id,
    Arn: arn(initiator.number, `handshake/${organization.id}/${action.toLowerCase()}/${id}`),
    Parties: [{ Id: organization.id, Type: "ORGANIZATION" }, ...(kind === "all-features" ? [] : [partyOf(handshake)])],
    State: state.toUpperCase(),
    RequestedTimestamp: seconds(requestedAt),
    ExpirationTimestamp: seconds(expiresAt),
    Action: action,
    Resources: resourcesOf(handshake),
  }
}

/** The recipient, as the proposal named it. */
function partyOf({ subject }: ApiHandshake) {
  return { Id: subject, Type: isAccountNumber(subject) ? "ACCOUNT" : "EMAIL" }
}

function resourcesOf(handshake: ApiHandshake): Resource[] {
  const { kind, note, parentId } = handshake
  const { Id: Value, Type } = partyOf(handshake)
  return [
    organizationResource(handshake),
    ...(kind === "all-features" ? [] : [{ Type, Value }]),
    ...(parentId ? [{ Type: "PARENT_HANDSHAKE", Value: externalId(parentId) }] : []),
    ...(note ? [{ Type: "NOTES", Value: note }] : []),
  ]
}

function organizationResource({ organization, initiator: { email, name } }: ApiHandshake): Resource {
  return {
    Type: "ORGANIZATION",
    Value: organization.id,
    Resources: [
      ...(email ? [{ Type: "MASTER_EMAIL", Value: email }] : []),
      { Type: "MASTER_NAME", Value: name },
      { Type: "ORGANIZATION_FEATURE_SET", Value: featureSet(organization.allFeatures) },
    ],
  }
}
