import type { Operation } from "./operation"
import { accountOperations } from "./operations/accounts"
import { handshakeOperations } from "./operations/handshakes"
import { organizationOperations } from "./operations/organization"
import { policyOperations } from "./operations/policies"
import { rootOperations } from "./operations/roots"
import { tagOperations } from "./operations/tags"

/** Everything that a program can ask for, by the name in its request. */
export const operations: Record<string, Operation<never>> = {
  ...handshakeOperations,
  ...accountOperations,
  ...organizationOperations,
  ...rootOperations,
  ...policyOperations,
  ...tagOperations,
}
