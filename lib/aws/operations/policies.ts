import { z } from "zod"
import { accountNumber, paging, policyId, targetId, withReason } from "@/lib/aws/input"
import { type Caller, defineOperation, organizationOf } from "@/lib/aws/operation"
import { accountOrRoot, anyPolicyType, POLICY_TYPE, policyType, rootIdOf } from "@/lib/aws/operations/roots"
import { after, page } from "@/lib/aws/pages"
import { arn, seconds } from "@/lib/aws/shapes"
import type { LoggedIn } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import { plainText } from "@/lib/shared/typed/schemas"
import { effectiveDocument } from "@/lib/tags/merge"
import { attachPolicy, createPolicy, deletePolicy, detachPolicy, updatePolicy } from "@/lib/tags/policies"
import {
  describePolicy,
  effectivePolicyOf,
  listPolicies,
  listPoliciesAt,
  listTargets,
  type Policy,
} from "@/lib/tags/policy-records"

/** A target with which a page can end. */
const lastTarget = accountNumber.or(z.literal("root"))

const name = plainText(128).min(1)
const description = plainText(512)
/** Half a character could only be kept as another one. */
const content = z
  .string()
  .min(1)
  .regex(/^\P{Surrogate}*$/u)
const UNTAGGED = withReason("MAX_LENGTH_EXCEEDED", "policies have no tags here, so leave them out")
const ref = z.object({ PolicyId: policyId })
const attachment = ref.extend({ TargetId: targetId })

/** Tag policies, their attachments, and the effective policy of an account. */
export const policyOperations = {
  CreatePolicy: changing(
    z.object({
      Name: name,
      Description: description,
      Content: content,
      Type: policyType,
      Tags: z
        .array(z.unknown())
        .refine((tags) => tags.length === 0, UNTAGGED)
        .optional(),
    }),
    async (ctx, caller, { Name, Description, Content }) => {
      const draft = { name: Name, description: Description, content: Content }
      return described(ctx, caller, await createPolicy(ctx, { organizationId: organizationOf(caller), ...draft }))
    },
  ),

  UpdatePolicy: changing(
    ref.extend({ Name: name.optional(), Description: description.optional(), Content: content.optional() }),
    async (ctx, caller, { PolicyId, Name, Description, Content }) => {
      const draft = { name: Name, description: Description, content: Content }
      await updatePolicy(ctx, { organizationId: organizationOf(caller), policyId: PolicyId, ...draft })
      return described(ctx, caller, PolicyId)
    },
  ),

  DeletePolicy: changing(ref, async (ctx, caller, { PolicyId }) => {
    await deletePolicy(ctx, { organizationId: organizationOf(caller), policyId: PolicyId })
    return undefined
  }),

  AttachPolicy: changing(attachment, async (ctx, caller, input) => {
    await attachPolicy(ctx, attachmentOf(caller, input))
    return undefined
  }),

  DetachPolicy: changing(attachment, async (ctx, caller, input) => {
    await detachPolicy(ctx, attachmentOf(caller, input))
    return undefined
  }),

  DescribePolicy: reading(ref, (ctx, caller, { PolicyId }) => described(ctx, caller, PolicyId)),

  ListPolicies: reading(
    z.object({ ...paging, Filter: anyPolicyType }),
    async (ctx, caller, { Filter, NextToken, MaxResults }) => {
      const request = {
        organizationId: organizationOf(caller),
        after: after(NextToken, policyId),
        limit: MaxResults + 1,
      }
      return listed(caller, ofType(Filter, await listPolicies(ctx, request)), MaxResults)
    },
  ),

  ListPoliciesForTarget: reading(
    z.object({ ...paging, Filter: anyPolicyType, TargetId: targetId }),
    async (ctx, caller, { Filter, TargetId, NextToken, MaxResults }) => {
      const request = { ...accountOrRoot(caller, TargetId), after: after(NextToken, policyId), limit: MaxResults + 1 }
      return listed(caller, ofType(Filter, await listPoliciesAt(ctx, request)), MaxResults)
    },
  ),

  ListTargetsForPolicy: reading(ref.extend(paging), async (ctx, caller, { PolicyId, NextToken, MaxResults }) => {
    const organizationId = organizationOf(caller)
    const request = { organizationId, policyId: PolicyId, after: after(NextToken, lastTarget), limit: MaxResults + 1 }
    const { rows, more } = page(await listTargets(ctx, request), MaxResults, ({ at }) => at)
    return { Targets: rows.map((row) => targetShape(caller, row)), ...more }
  }),

  DescribeEffectivePolicy: defineOperation({
    permission: "read",
    from: "member",
    changes: false,
    input: z.object({ PolicyType: anyPolicyType, TargetId: accountNumber.optional() }),
    async run(ctx, caller, { PolicyType, TargetId = caller.number }) {
      if (PolicyType !== POLICY_TYPE) refuse("not_found", { facts: { what: "effective-policy" } })
      const request = { organizationId: organizationOf(caller), number: TargetId }
      const { policy, changedAt } = await effectivePolicyOf(ctx, request)
      return {
        EffectivePolicy: {
          PolicyContent: effectiveDocument(policy),
          LastUpdatedTimestamp: seconds(changedAt),
          TargetId,
          PolicyType: POLICY_TYPE,
        },
      }
    },
  }),
}

type Run<I> = (ctx: LoggedIn, caller: Caller, input: I) => Promise<object | undefined>

function reading<I>(input: z.ZodType<I>, run: Run<I>) {
  return defineOperation({ permission: "read", from: "management", changes: false, input, run })
}

function changing<I>(input: z.ZodType<I>, run: Run<I>) {
  return defineOperation({ permission: "policies", from: "management", changes: true, input, run })
}

function attachmentOf(caller: Caller, { PolicyId, TargetId }: z.output<typeof attachment>) {
  return { policyId: PolicyId, ...accountOrRoot(caller, TargetId) }
}

async function described(ctx: LoggedIn, caller: Caller, policyId: string) {
  const { content, ...policy } = await describePolicy(ctx, { organizationId: organizationOf(caller), policyId })
  return { Policy: { PolicySummary: summary(caller, policy), Content: content } }
}

/** All policies are of one type. */
function ofType(type: z.output<typeof anyPolicyType>, policies: Policy[]): Policy[] {
  return type === POLICY_TYPE ? policies : []
}

function listed(caller: Caller, policies: Policy[], size: number) {
  const { rows, more } = page(policies, size, ({ id }) => id)
  return { Policies: rows.map((row) => summary(caller, row)), ...more }
}

function summary(caller: Caller, { id, name, description }: Policy) {
  return {
    Id: id,
    Arn: arn(caller.number, `policy/${organizationOf(caller)}/tag_policy/${id}`),
    Name: name,
    Description: description,
    Type: POLICY_TYPE,
    AwsManaged: false,
  }
}

function targetShape(caller: Caller, { at, name }: { at: string; name: string | null }) {
  const root = at === "root"
  const id = root ? rootIdOf(caller) : at
  return {
    TargetId: id,
    Arn: arn(caller.number, `${root ? "root" : "account"}/${organizationOf(caller)}/${id}`),
    Name: name ?? "Root",
    Type: root ? "ROOT" : "ACCOUNT",
  }
}
