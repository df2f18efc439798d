"use client"

import type { Route } from "next"
import type { MouseEvent } from "react"
import { LinkButton } from "@/components/ui/link-button"

interface ConfirmLinkProps {
  href: Route
  /** The dialog in which it stands, by the name with which an address opens it. */
  dialog: string
  children: string
}

/** Leads to where a login is confirmed, and from there back to the dialog. */
export function ConfirmLink({ href, dialog, children }: ConfirmLinkProps) {
  const comeBack = (event: MouseEvent<HTMLAnchorElement>) => {
    const here = new URL(window.location.href)
    here.searchParams.set(dialog, "")
    const next = here.pathname + here.search
    event.currentTarget.href = `/me/confirm?${new URLSearchParams({ next })}`
  }
  return (
    <LinkButton href={href} onClick={comeBack}>
      {children}
    </LinkButton>
  )
}
