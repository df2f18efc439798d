import clsx from "clsx"
import type { Route } from "next"
import type { ComponentProps } from "react"
import { type Face, face } from "@/components/ui/button-face"

type LinkButtonProps = Omit<ComponentProps<"a">, "href"> & Face & { href: Route }

/** A plain link, without the router's weight: for the pages that are opened from outside. */
export function LinkButton({ look, size, wide, className, children, ...props }: LinkButtonProps) {
  return (
    <a {...props} className={clsx(face({ look, size, wide }), className)}>
      {children}
    </a>
  )
}
