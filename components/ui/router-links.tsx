"use client"

import clsx from "clsx"
import type { Route } from "next"
import Link, { useLinkStatus } from "next/link"
import { type ComponentProps, useState } from "react"
import { createPortal } from "react-dom"
import { type Face, face } from "@/components/ui/button-face"
import { textLink } from "@/components/ui/text-link"

type To = Omit<ComponentProps<"a">, "href"> & { href: Route }

/** Like LinkButton, but within the console: the frame stays while the page changes. */
export function RouterButton({ look, size, wide, className, ...props }: To & Face) {
  return <PlainLink {...props} className={clsx(face({ look, size, wide }), className)} />
}

/** Like TextLink, within the console. */
export function RouterLink({ className, ...props }: To) {
  return <PlainLink {...props} className={clsx(textLink, className)} />
}

/** A link whose place says what it is, such as the name in a row. */
export function PlainLink({ children, ...props }: To) {
  return (
    <Link {...props} {...useApproach()}>
      {children}
      <Underway />
    </Link>
  )
}

/** Inside a link: a line across the top of the window while its page is long in coming, wherever the link is by then. */
export function Underway() {
  const { pending } = useLinkStatus()
  return pending && createPortal(<div aria-hidden className="underway" />, document.body)
}

/** Fetches ahead only the page that is about to be opened: all that a list leads to would weigh more than the list. */
export function useApproach() {
  const [near, setNear] = useState(false)
  const approach = () => setNear(true)
  return { prefetch: near ? null : false, onPointerEnter: approach, onFocus: approach }
}
