"use client"

import type { Route } from "next"
import type { MouseEvent } from "react"
import { LinkButton } from "@/components/ui/link-button"

/** Leads to where a login is confirmed, and from there back to what is open here. */
export function ConfirmLink({ children }: { children: string }) {
  const goOn = (event: MouseEvent<HTMLAnchorElement>) => {
    const { pathname, search } = window.location
    event.currentTarget.href = `/me/confirm?${new URLSearchParams({ next: pathname + search })}`
  }
  return (
    <LinkButton href={"/me/confirm" as Route} onClick={goOn}>
      {children}
    </LinkButton>
  )
}
