"use client"

import type { Route } from "next"
import Link from "next/link"
import { usePathname } from "next/navigation"
import type { MouseEvent, ReactNode } from "react"
import { Underway, useApproach } from "@/components/ui/router-links"

/** Finds by itself whether its page is open, because a layout is not drawn again for the next page. */
export function NavLink({ href, icon, children }: { href: string; icon: string; children: ReactNode }) {
  const path = usePathname()
  const current = path === href || path.startsWith(`${href}/`)
  return (
    <Link
      href={href as Route}
      data-icon={icon}
      {...useApproach()}
      aria-current={current ? "page" : undefined}
      onClick={closeNavigation}
      className="nav"
    >
      {children}
      <Underway />
    </Link>
  )
}

/** On a phone the navigation lies over the page. */
function closeNavigation({ currentTarget }: MouseEvent) {
  const popup = currentTarget.closest<HTMLElement>("[popover]")
  if (popup?.matches(":popover-open")) popup.hidePopover()
}
