"use client"

import clsx from "clsx"
import type { ReactNode } from "react"

const sizes = {
  small: "size-6 rounded text-xs",
  medium: "size-8 rounded-md text-sm",
  large: "size-11 rounded-lg text-lg [&_svg]:size-5",
}

interface TileProps {
  /** Whose initial is shown; decoration beside the name itself. */
  name?: string
  size?: keyof typeof sizes
  children?: ReactNode
}

export function Tile({ name, size = "medium", children }: TileProps) {
  return (
    <span
      aria-hidden
      className={clsx(
        "inline-flex shrink-0 select-none items-center justify-center bg-info-soft font-semibold text-info",
        sizes[size],
      )}
    >
      {children ?? initial(name)}
    </span>
  )
}

function initial(name = "") {
  const [first = "?"] = new Intl.Segmenter().segment(name.trim())
  return typeof first === "string" ? first : first.segment.toUpperCase()
}
