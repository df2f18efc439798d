"use client"

import clsx from "clsx"
import type { Route } from "next"
import Link from "next/link"
import { type ComponentProps, useState } from "react"
import { type Face, face } from "@/components/ui/button-face"
import { textLink } from "@/components/ui/text-link"

type To = Omit<ComponentProps<"a">, "href"> & { href: Route }

/** Like LinkButton, but within the console: the frame stays while the page changes. */
export function RouterButton({ look, size, wide, className, ...props }: To & Face) {
  return <Link {...props} {...useApproach()} className={clsx(face({ look, size, wide }), className)} />
}

/** Like TextLink, within the console. */
export function RouterLink({ className, ...props }: To) {
  return <PlainLink {...props} className={clsx(textLink, className)} />
}

/** A link whose place says what it is, such as the name in a row. */
export function PlainLink(props: To) {
  return <Link {...props} {...useApproach()} />
}

/** Fetches ahead only the page that is about to be opened: all that a list leads to would weigh more than the list. */
export function useApproach() {
  const [near, setNear] = useState(false)
  const approach = () => setNear(true)
  return { prefetch: near ? null : false, onPointerEnter: approach, onFocus: approach }
}
