import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { LeaveOrganization } from "@/components/members/leave-organization"
import type { Role } from "@/lib/shared/roles"

interface MembershipItemProps {
  membership: { organizationId: string; name: string; role: Role }
  /** Its name, as the way there. */
  children: ReactNode
  leave: ServerAction
}

/** One organization of an account: the way there, the role in it, and the way out, which its owner lacks. */
export function MembershipItem({ membership, children, leave }: MembershipItemProps) {
  const refusals = useTranslations("refusals")
  const { organizationId: id, name, role } = membership
  return (
    <li className="flex items-center justify-between gap-4 py-2.5">
      <span className="flex min-w-0 flex-col items-start">
        {children}
        <code className="text-secondary text-sm">{role}</code>
      </span>
      <LeaveOrganization
        organization={{ id, name }}
        refusal={role === "super_admin" ? refusals("owner_cannot_leave") : null}
        action={leave}
      />
    </li>
  )
}
