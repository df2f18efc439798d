"use client"

import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { accountGroupOf } from "@/components/shell/navigation"
import { Badge } from "@/components/ui/badge"
import { RouterLink } from "@/components/ui/router-links"

interface MemberNameProps {
  organizationId: string
  member: { accountId: string; name: string }
  /** The account of the visitor. */
  self: string
  /** What else is shown at the name. */
  children?: ReactNode
}

/** The name of a member in a list, as the way to its detail. */
export function MemberName({ organizationId, member: { accountId, name }, self, children }: MemberNameProps) {
  const t = useTranslations("members")
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <RouterLink href={accountGroupOf(organizationId, accountId)} className="break-words">
        <bdi>{name}</bdi>
      </RouterLink>
      {accountId === self && <Badge>{t("you")}</Badge>}
      {children}
    </span>
  )
}
