import "server-only"
import type { ReactNode } from "react"
import type { Permission } from "@/lib/shared/roles"
import { requirePermission } from "@/lib/web/session"

interface GateLayoutProps {
  params: Promise<{ organization: string }>
  children: ReactNode
}

/** A layout that refuses a visitor without the permission before Loading has begun the answer with a status. */
export function gateLayout(permission: Permission) {
  return async function GateLayout({ params, children }: GateLayoutProps) {
    await requirePermission((await params).organization, permission)
    return children
  }
}
