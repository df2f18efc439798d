"use client"

import { usePathname, useRouter } from "next/navigation"
import { useEffect, useRef } from "react"
import type { Role } from "@/lib/shared/roles"

/** Next keeps the frame while its reader goes from page to page: it is drawn again once his role is another (R83). */
export function RoleWatch({ organizationId, role }: { organizationId: string; role: Role }) {
  const [router, path] = [useRouter(), usePathname()]
  const looked = useRef(path)
  useEffect(() => {
    if (looked.current === path) return
    looked.current = path
    fetchRole(organizationId).then((present) => present && present.role !== role && router.refresh())
  }, [path, organizationId, role, router])
  return null
}

/** Null where the server does not answer, or the login has ended, which the page itself tells. */
async function fetchRole(organizationId: string): Promise<{ role: Role | null } | null> {
  const answer = await fetch(`/api/session?organization=${organizationId}`).catch(() => null)
  const standing = answer?.ok ? await answer.json() : null
  return standing?.ended ? null : standing
}
