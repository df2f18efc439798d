import clsx from "clsx"
import type { Route } from "next"
import Link from "next/link"
import type { ComponentProps } from "react"

type TextLinkProps = Omit<ComponentProps<"a">, "href"> & { href: Route }

export function TextLink({ className, ...props }: TextLinkProps) {
  return <Link {...props} className={clsx("font-medium text-link underline-offset-2 hover:underline", className)} />
}
