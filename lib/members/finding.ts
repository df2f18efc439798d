import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { listMembers } from "@/lib/members/records"
import type { FoundMember } from "@/lib/shared/rows/members"

/** As many as are seen at a glance. */
const FOUND = 8

/** The first members whose name, contact or number has a typed text in it. */
export async function findMembers(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { search }: { search: string },
): Promise<FoundMember[]> {
  const { rows } = await listMembers(ctx, organizationId, { search })
  return rows.slice(0, FOUND).map(({ accountId, name, role, email, phone, number }) => ({
    accountId,
    name,
    role,
    contact: email ?? phone ?? number,
  }))
}
