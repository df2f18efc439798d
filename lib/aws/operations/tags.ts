import { z } from "zod"
import { accountNumber, tagKey, tagList } from "@/lib/aws/input"
import { type Caller, defineOperation, organizationOf } from "@/lib/aws/operation"
import { after } from "@/lib/aws/pages"
import { refuse } from "@/lib/shared/refusals"
import { tagAccount, tagsOf, untagAccount } from "@/lib/tags/tags"

/** The most tags of an account. */
const TAG_KEYS_MAX = 50
const resource = { ResourceId: z.string().min(1).max(130) }

/** The tags of member accounts, the only resources with tags here. */
export const tagOperations = {
  ListTagsForResource: defineOperation({
    permission: "read",
    from: "management",
    changes: false,
    input: z.object({ ...resource, NextToken: z.string().optional() }),
    async run(ctx, caller, { ResourceId, NextToken }) {
      // All tags of an account are one page.
      after(NextToken, z.never())
      const tags = await tagsOf(ctx, tagged(caller, ResourceId))
      return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }
    },
  }),

  TagResource: defineOperation({
    permission: "tag",
    from: "management",
    changes: true,
    input: z.object({ ...resource, Tags: tagList }),
    async run(ctx, caller, { ResourceId, Tags }) {
      await tagAccount(ctx, { ...tagged(caller, ResourceId), tags: Tags })
      return undefined
    },
  }),

  UntagResource: defineOperation({
    permission: "tag",
    from: "management",
    changes: true,
    input: z.object({ ...resource, TagKeys: z.array(tagKey).max(TAG_KEYS_MAX) }),
    async run(ctx, caller, { ResourceId, TagKeys }) {
      await untagAccount(ctx, { ...tagged(caller, ResourceId), keys: TagKeys })
      return undefined
    },
  }),
}

function tagged(caller: Caller, id: string) {
  const number = accountNumber.safeParse(id).data ?? refuse("not_found", { facts: { what: "target" } })
  return { organizationId: organizationOf(caller), number }
}
