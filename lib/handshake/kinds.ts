import type { Kind } from "./kind"
import { allFeatures } from "./kinds/all-features"
import { certification } from "./kinds/certification"
import { featureApproval } from "./kinds/feature-approval"
import { invitation } from "./kinds/invitation"
import { joinRequest } from "./kinds/join-request"
import { ownershipTransfer } from "./kinds/ownership-transfer"
import { securityBinding } from "./kinds/security-binding"

/** Every kind of handshake: a new one is a file and a line here. */
const kinds = {
  invitation,
  "ownership-transfer": ownershipTransfer,
  certification,
  "join-request": joinRequest,
  "security-binding": securityBinding,
  "all-features": allFeatures,
  "feature-approval": featureApproval,
}

export type KindName = keyof typeof kinds
export type TermsOf<K extends KindName> = (typeof kinds)[K] extends Kind<infer Terms> ? Terms : never

/** A kind by name, for the machine, which never looks into the terms. */
export function kindOf(name: string): Kind<unknown> {
  return kinds[name as KindName] as Kind<unknown>
}
