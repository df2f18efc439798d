import { z } from "zod"
import { paging } from "@/lib/aws/input"
import { defineOperation } from "@/lib/aws/operation"
import { mustHaveNoToken } from "@/lib/aws/operations/roots"

const servicePrincipal = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w+=,.@-]*$/)
const state = z.enum(["IN_PROGRESS", "SUCCEEDED", "FAILED"])

/** What no organization has here, so that tools which ask for it first get to their next question. */
export const absentOperations = {
  ListAWSServiceAccessForOrganization: none("EnabledServicePrincipals"),
  ListDelegatedAdministrators: none("DelegatedAdministrators", { ServicePrincipal: servicePrincipal.optional() }),
  ListCreateAccountStatus: none("CreateAccountStatuses", { States: z.array(state).optional() }),
}

function none(list: string, filter: z.ZodRawShape = {}) {
  return defineOperation({
    permission: "read",
    from: "management",
    changes: false,
    input: z.object({ ...paging, ...filter }),
    async run(_, __, { NextToken }) {
      mustHaveNoToken(NextToken)
      return { [list]: [] }
    },
  })
}
