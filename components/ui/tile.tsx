"use client"

import clsx from "clsx"
import type { ReactNode } from "react"

interface TileProps {
  /** Whose initial is shown; decoration beside the name itself. */
  name?: string
  size?: "small" | "medium" | "large"
  children?: ReactNode
}

export function Tile({ name, size = "medium", children }: TileProps) {
  return (
    <span aria-hidden className={clsx("tile", size !== "medium" && size)}>
      {children ?? initial(name)}
    </span>
  )
}

function initial(name = "") {
  const [first = "?"] = new Intl.Segmenter().segment(name.trim())
  return typeof first === "string" ? first : first.segment.toUpperCase()
}
