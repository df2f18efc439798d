import { sql } from "drizzle-orm"
import { z } from "zod"
import { closeOrganization } from "../../closing"
import type { Context } from "../../context"
import { Refusal } from "../../errors"
import { createOrganization } from "../../organizations"
import { ProgramError } from "../errors"
import { type Caller, operation, organizationOf } from "../operation"
import { arn, featureSet } from "../shapes"

interface Row extends Record<string, unknown> {
  allFeatures: boolean
  tagPolicies: boolean
  number: string
  email: string | null
  name: string
}

/** The organization itself: made, looked at and ended by its management account (R44). */
export const organizationOperations = {
  CreateOrganization: operation({
    permission: "organization",
    from: "anyone",
    changes: true,
    input: z.object({ FeatureSet: z.enum(["ALL", "CONSOLIDATED_BILLING"]).default("ALL") }),
    async run(ctx, caller, { FeatureSet }) {
      if (caller.organizationId) alreadyInOrganization()
      const founding = {
        name: await nameOf(ctx, caller),
        allFeatures: FeatureSet === "ALL",
        affiliating: true,
      } as const
      const id = await createOrganization(ctx, founding).catch((error) => {
        if (error instanceof Refusal && error.code === "already_affiliated") alreadyInOrganization()
        throw error
      })
      return described(ctx, id)
    },
  }),

  DescribeOrganization: operation({
    permission: "read",
    from: "member",
    changes: false,
    input: z.object({}),
    run: (ctx, caller) => described(ctx, organizationOf(caller)),
  }),

  DeleteOrganization: operation({
    permission: "organization",
    from: "management",
    changes: true,
    input: z.object({}),
    async run(ctx, caller) {
      await closeOrganization(ctx, { organizationId: organizationOf(caller) })
      return undefined
    },
  }),
}

function alreadyInOrganization(): never {
  throw new ProgramError("AlreadyInOrganizationException", "The account is a member of an organization already.")
}

/** Programs give an organization no name; people can, on its profile. */
async function nameOf({ db }: Context, { accountId }: Caller): Promise<string> {
  const [row] = await db.execute<{ name: string }>(sql`select name from accounts where id = ${accountId}`)
  return row?.name ?? ""
}

async function described({ db }: Context, organizationId: string) {
  const [row] = await db.execute<Row>(sql`
    select o.all_features as "allFeatures", o.tag_policies as "tagPolicies", a.number, a.email, a.name
      from organizations o
      join memberships m on m.organization_id = o.id and m.role = 'super_admin'
      join accounts a on a.id = m.account_id where o.id = ${organizationId}`)
  if (!row) throw new ProgramError("AWSOrganizationsNotInUseException", "There is no such organization any more.")
  return {
    Organization: {
      Id: organizationId,
      Arn: arn(row.number, `organization/${organizationId}`),
      FeatureSet: featureSet(row.allFeatures),
      MasterAccountArn: arn(row.number, `account/${organizationId}/${row.number}`),
      MasterAccountId: row.number,
      ...(row.email && { MasterAccountEmail: row.email }),
      AvailablePolicyTypes: row.tagPolicies ? [{ Type: "TAG_POLICY", Status: "ENABLED" }] : [],
    },
  }
}
