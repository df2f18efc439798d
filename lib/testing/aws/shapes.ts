import {
  AccountJoinedMethod,
  AccountState,
  AccountStatus,
  ActionType,
  HandshakePartyType,
  HandshakeState,
  OrganizationFeatureSet,
} from "@aws-sdk/client-organizations"

const arn = (what: string) => new RegExp(`^arn:aws:organizations::\\d{12}:${what}$`)
const oneOf = (values: Record<string, string>) => new RegExp(`^(${Object.values(values).join("|")})$`)

/** The patterns of strings in some structures; the client's model knows no patterns and no enumerations. */
export const patterns: Record<string, Record<string, RegExp>> = {
  Handshake: {
    Id: /^h-[0-9a-z]{8,32}$/,
    Arn: arn("handshake/o-[a-z0-9]{10,32}/[a-z_]{1,32}/h-[0-9a-z]{8,32}"),
    State: oneOf(HandshakeState),
    Action: oneOf(ActionType),
  },
  HandshakeParty: { Id: /^[\s\S]{1,64}$/, Type: oneOf(HandshakePartyType) },
  HandshakeResource: {
    Type: /^(ACCOUNT|ORGANIZATION|ORGANIZATION_FEATURE_SET|EMAIL|MASTER_EMAIL|MASTER_NAME|NOTES|PARENT_HANDSHAKE)$/,
  },
  Organization: {
    Id: /^o-[a-z0-9]{10,32}$/,
    Arn: arn("organization/o-[a-z0-9]{10,32}"),
    FeatureSet: oneOf(OrganizationFeatureSet),
    MasterAccountArn: arn("account/o-[a-z0-9]{10,32}/\\d{12}"),
    MasterAccountId: /^\d{12}$/,
  },
  Account: {
    Id: /^\d{12}$/,
    Arn: arn("account/o-[a-z0-9]{10,32}/\\d{12}"),
    Email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    Status: oneOf(AccountStatus),
    State: oneOf(AccountState),
    JoinedMethod: oneOf(AccountJoinedMethod),
  },
  Root: { Id: /^r-[0-9a-z]{4,32}$/, Arn: arn("root/o-[a-z0-9]{10,32}/r-[0-9a-z]{4,32}") },
  PolicySummary: { Id: /^p-[0-9a-z]{10,32}$/, Arn: arn("policy/o-[a-z0-9]{10,32}/[0-9a-z_]+/p-[0-9a-z]{10,32}") },
}

/** Required members of structures; those of answers are all but the token of the next page. */
export const always: Record<string, string[]> = {
  Handshake: ["Id", "Arn", "Parties", "State", "RequestedTimestamp", "ExpirationTimestamp", "Action", "Resources"],
  HandshakeResource: ["Value", "Type"],
  Organization: ["Id", "Arn", "FeatureSet", "MasterAccountArn", "MasterAccountId"],
  Account: ["Id", "Arn", "Name", "Status", "JoinedMethod", "JoinedTimestamp"],
  Root: ["Id", "Arn", "Name", "PolicyTypes"],
  Policy: ["PolicySummary", "Content"],
  PolicySummary: ["Id", "Arn", "Name", "Description", "Type", "AwsManaged"],
}
