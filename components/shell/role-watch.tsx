"use client"

import { usePathname, useRouter } from "next/navigation"
import { useEffect, useRef } from "react"
import type { Role } from "@/lib/shared/roles"

/** Draws the frame again once the reader's role has changed; Next keeps it from page to page. */
export function RoleWatch({ organizationId, role }: { organizationId: string; role: Role }) {
  const router = useRouter()
  const path = usePathname()
  const looked = useRef(path)
  useEffect(() => {
    if (looked.current === path) return
    looked.current = path
    fetchRole(organizationId).then((present) => present && present.role !== role && router.refresh())
  }, [path, organizationId, role, router])
  return null
}

/** Null where the server does not answer or the login has ended, which the page itself reports. */
async function fetchRole(organizationId: string): Promise<{ role: Role | null } | null> {
  const answer = await fetch(`/api/session?organization=${organizationId}`).catch(() => null)
  const session = answer?.ok ? await answer.json() : null
  return session?.ended ? null : session
}
