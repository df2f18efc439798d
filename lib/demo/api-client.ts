import { createAccessKey, type NewAccessKey } from "@/lib/access-keys/access-keys"
import type { LoggedIn } from "@/lib/core/context"
import { accept } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { attachPolicy, createPolicy, enablePolicies } from "@/lib/tags/policies"

export const NORTHWIND = "robotics@northwind.example"

/** Cost centers of accounts are 100, or begin with 30. */
const COST_CENTERS = {
  tags: {
    costcenter: {
      tag_key: { "@@assign": "CostCenter" },
      tag_value: { "@@assign": ["100", "30*"] },
      enforced_for: { "@@assign": ["organizations:account"] },
    },
  },
}

interface Cast {
  harbour: string
  grace: string
  northwind: string
}

/** An API client has invited an account, whose tags were allowed then, and are not today. Gives the client's key. */
export async function seedApiClient(
  at: (accountId: string, daysAgo: number) => LoggedIn,
  { harbour, grace, northwind }: Cast,
) {
  const about = { organizationId: harbour, name: "Onboarding script" }
  const key = await createAccessKey(at(grace, 20), { ...about, permissions: ["read", "invite", "tag"] })
  const tags = [
    { key: "CostCenter", value: "42" },
    { key: "Team", value: "Robotics" },
  ]
  const invitation = { organizationId: harbour, target: { email: NORTHWIND }, note: "", tags }
  const { id } = await inviteAccount(asApiClient(at(grace, 19), key), invitation)
  await accept(at(northwind, 18.5), { id })
  await enablePolicies(at(grace, 15), { organizationId: harbour })
  const content = JSON.stringify(COST_CENTERS)
  const policy = {
    organizationId: harbour,
    name: "Cost centers",
    description: "100, or anything that begins with 30",
    content,
  }
  const policyId = await createPolicy(at(grace, 15), policy)
  await attachPolicy(at(grace, 15), { organizationId: harbour, policyId, number: null })
  return key
}

/** The same person by the key. */
export function asApiClient(ctx: LoggedIn, { id }: NewAccessKey): LoggedIn {
  return { ...ctx, actor: { ...ctx.actor, accessKeyId: id } }
}
