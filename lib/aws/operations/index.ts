import type { Operation } from "@/lib/aws/operation"
import { absentOperations } from "@/lib/aws/operations/absent"
import { accountOperations } from "@/lib/aws/operations/accounts"
import { handshakeOperations } from "@/lib/aws/operations/handshakes"
import { organizationOperations } from "@/lib/aws/operations/organization"
import { parentOperations } from "@/lib/aws/operations/parents"
import { policyOperations } from "@/lib/aws/operations/policies"
import { rootOperations } from "@/lib/aws/operations/roots"
import { tagOperations } from "@/lib/aws/operations/tags"

/** All operations of the API, by the name in the request. */
export const operations: Record<string, Operation<never>> = {
  ...handshakeOperations,
  ...accountOperations,
  ...organizationOperations,
  ...rootOperations,
  ...parentOperations,
  ...policyOperations,
  ...tagOperations,
  ...absentOperations,
}
