"use client"

import clsx from "clsx"
import type { ReactNode } from "react"
import { once } from "@/lib/shared/kept/once"

interface TileProps {
  /** Whose initial is shown; decoration beside the name itself. */
  name?: string
  size?: "small" | "medium" | "large"
  /** What its sign says: that something is done, that something needs care, or that it is over. */
  tone?: "done" | "warning" | "over"
  children?: ReactNode
}

export function Tile({ name, size = "medium", tone, children }: TileProps) {
  return (
    <span aria-hidden className={clsx("tile", size !== "medium" && size, tone)}>
      {children ?? initial(name)}
    </span>
  )
}

function initial(name = "") {
  const [first = "?"] = letters().segment(name.trim())
  return typeof first === "string" ? first : first.segment.toUpperCase()
}

const letters = once(() => new Intl.Segmenter())
