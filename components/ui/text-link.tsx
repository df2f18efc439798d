import clsx from "clsx"
import type { Route } from "next"
import type { ComponentProps } from "react"

type TextLinkProps = Omit<ComponentProps<"a">, "href"> & { href: Route }

/** A plain link in a text, underlined because colour alone does not tell it apart. */
export function TextLink({ className, children, ...props }: TextLinkProps) {
  return (
    <a {...props} className={clsx(textLink, className)}>
      {children}
    </a>
  )
}

export const textLink = "link"
