import { z } from "zod"
import { ApiError } from "@/lib/aws/errors"
import { defineOperation, organizationOf } from "@/lib/aws/operation"
import { createUnnamedOrganization, describeOrganization } from "@/lib/aws/queries/organization"
import { arn, featureSet } from "@/lib/aws/shapes"
import type { LoggedIn } from "@/lib/core/context"
import { deleteOrganization } from "@/lib/organizations/delete-organization"
import { Refusal } from "@/lib/shared/refusals"

/** The organization itself, which its management account creates and deletes, and its members can read. */
export const organizationOperations = {
  CreateOrganization: defineOperation({
    permission: "organization",
    from: "anyone",
    changes: true,
    input: z.object({ FeatureSet: z.enum(["ALL", "CONSOLIDATED_BILLING"]).default("ALL") }),
    async run(ctx, caller, { FeatureSet }) {
      if (caller.organizationId) alreadyInOrganization()
      const id = await createUnnamedOrganization(ctx, { allFeatures: FeatureSet === "ALL" }).catch((error) => {
        if (error instanceof Refusal && error.code === "already_affiliated") alreadyInOrganization()
        throw error
      })
      return described(ctx, id)
    },
  }),

  DescribeOrganization: defineOperation({
    permission: "read",
    from: "member",
    changes: false,
    input: z.object({}),
    run: (ctx, caller) => described(ctx, organizationOf(caller)),
  }),

  DeleteOrganization: defineOperation({
    permission: "organization",
    from: "management",
    changes: true,
    input: z.object({}),
    async run(ctx, caller) {
      await deleteOrganization(ctx, { organizationId: organizationOf(caller) })
      return undefined
    },
  }),
}

function alreadyInOrganization(): never {
  throw new ApiError("AlreadyInOrganizationException", "The account is already a member of an organization.")
}

async function described(ctx: LoggedIn, organizationId: string) {
  const organization = await describeOrganization(ctx, organizationId)
  if (!organization) {
    throw new ApiError("AWSOrganizationsNotInUseException", "The organization no longer exists.")
  }
  const { number, email } = organization.management
  return {
    Organization: {
      Id: organizationId,
      Arn: arn(number, `organization/${organizationId}`),
      FeatureSet: featureSet(organization.allFeatures),
      MasterAccountArn: arn(number, `account/${organizationId}/${number}`),
      MasterAccountId: number,
      ...(email && { MasterAccountEmail: email }),
      AvailablePolicyTypes: organization.tagPolicies ? [{ Type: "TAG_POLICY", Status: "ENABLED" }] : [],
    },
  }
}
