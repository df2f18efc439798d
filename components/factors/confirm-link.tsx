"use client"

import type { Route } from "next"
import type { MouseEvent } from "react"
import { LinkButton } from "@/components/ui/link-button"

interface ConfirmLinkProps {
  /** The page that it comes back to, where no script knows better. */
  next: string
  /** The dialog in which it stands, by the name with which an address opens it. */
  dialog?: string
  children: string
}

/** Leads to where a login is confirmed, and from there back to what is open here. */
export function ConfirmLink({ next, dialog, children }: ConfirmLinkProps) {
  const goOn = (event: MouseEvent<HTMLAnchorElement>) => {
    const here = new URL(window.location.href)
    if (dialog) here.searchParams.set(dialog, "")
    event.currentTarget.href = confirming(here.pathname + here.search)
  }
  return (
    <LinkButton href={confirming(next)} onClick={goOn}>
      {children}
    </LinkButton>
  )
}

function confirming(next: string) {
  return `/me/confirm?${new URLSearchParams({ next })}` as Route
}
