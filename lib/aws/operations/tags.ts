import { z } from "zod"
import { ApiError } from "@/lib/aws/errors"
import { accountNumber, policyId, resourceId, tagKey, tagList } from "@/lib/aws/input"
import { type Caller, defineOperation, organizationOf } from "@/lib/aws/operation"
import { mustHaveNoToken, rootIdOf } from "@/lib/aws/operations/roots"
import type { LoggedIn } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import { describePolicy } from "@/lib/tags/policy-records"
import { tagAccount, tagsOf, untagAccount } from "@/lib/tags/tags"

/** The most tags of an account. */
const TAG_KEYS_MAX = 50

/** The tags of member accounts; roots and policies have none here, and no place for any. */
export const tagOperations = {
  ListTagsForResource: defineOperation({
    permission: "read",
    from: "management",
    changes: false,
    input: z.object({ ResourceId: resourceId, NextToken: z.string().optional() }),
    async run(ctx, caller, { ResourceId, NextToken }) {
      // All tags of an account are one page.
      mustHaveNoToken(NextToken)
      const account = await accountCalled(ctx, caller, ResourceId)
      const tags = account ? await tagsOf(ctx, account) : []
      return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }
    },
  }),

  TagResource: defineOperation({
    permission: "tag",
    from: "management",
    changes: true,
    input: z.object({ ResourceId: resourceId, Tags: tagList }),
    async run(ctx, caller, { ResourceId, Tags }) {
      const account = await accountCalled(ctx, caller, ResourceId)
      if (account) await tagAccount(ctx, { ...account, tags: Tags })
      else if (Tags.length > 0) untaggable()
      return undefined
    },
  }),

  UntagResource: defineOperation({
    permission: "tag",
    from: "management",
    changes: true,
    input: z.object({ ResourceId: resourceId, TagKeys: z.array(tagKey).max(TAG_KEYS_MAX) }),
    async run(ctx, caller, { ResourceId, TagKeys }) {
      const account = await accountCalled(ctx, caller, ResourceId)
      if (account) await untagAccount(ctx, { ...account, keys: TagKeys })
      return undefined
    },
  }),
}

/** The account of an id; null for the root and for a policy. Refuses `not_found` of what there is not. */
async function accountCalled(ctx: LoggedIn, caller: Caller, id: string) {
  const organizationId = organizationOf(caller)
  if (accountNumber.safeParse(id).success) return { organizationId, number: id }
  if (policyId.safeParse(id).success) await describePolicy(ctx, { organizationId, policyId: id, what: "target" })
  else if (id !== rootIdOf(caller)) refuse("not_found", { facts: { what: "target" } })
  return null
}

function untaggable(): never {
  throw new ApiError(
    "ConstraintViolationException",
    "Only accounts can have tags. Roots and policies cannot.",
    "MAX_TAG_LIMIT_EXCEEDED",
  )
}
