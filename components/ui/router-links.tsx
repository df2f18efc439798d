import clsx from "clsx"
import type { Route } from "next"
import Link from "next/link"
import type { ComponentProps } from "react"
import { type Face, face } from "@/components/ui/button-face"
import { textLink } from "@/components/ui/text-link"

type To = Omit<ComponentProps<"a">, "href"> & { href: Route }

/** Like LinkButton, but within the console: the frame stays while the page changes. */
export function RouterButton({ look, size, wide, className, ...props }: To & Face) {
  return <Link {...props} className={clsx(face({ look, size, wide }), className)} />
}

/** Like TextLink, within the console. */
export function RouterLink({ className, ...props }: To) {
  return <Link {...props} className={clsx(textLink, className)} />
}
