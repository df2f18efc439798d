import { z } from "zod"
import { defineOperation } from "@/lib/aws/operation"

/** What a program asks of itself; its key needs no permission for that. */
export const callerOperations = {
  GetCallerIdentity: defineOperation({
    permission: null,
    from: "anyone",
    changes: false,
    input: z.object({}),
    run: async (_, { number }) => ({ Arn: `arn:aws:iam::${number}:root`, UserId: number, Account: number }),
  }),
}
