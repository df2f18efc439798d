import type { ReactNode } from "react"
import { accountGroupOf } from "@/components/shell/navigation"
import { RouterLink } from "@/components/ui/router-links"

interface MemberNameProps {
  organizationId: string
  member: { accountId: string; name: string }
  /** What else is shown at the name. */
  children?: ReactNode
}

/** The name of a member in a list, as the way to its detail. */
export function MemberName({ organizationId, member: { accountId, name }, children }: MemberNameProps) {
  return (
    <span className="member">
      <RouterLink href={accountGroupOf(organizationId, accountId)}>
        <bdi>{name}</bdi>
      </RouterLink>
      {children}
    </span>
  )
}
