"use client"

import type { ReactNode } from "react"
import { useWords } from "@/components/ui/words"

interface PageFrameProps {
  /** At the end of the bar: the choice of language, or the account menu. */
  corner: ReactNode
  children: ReactNode
}

/** Around a page without sidebar: the product's name, and what its reader can choose. */
export function PageFrame({ corner, children }: PageFrameProps) {
  const { product } = useWords()
  return (
    <div id="frame" className="flex min-h-dvh flex-col [&>main]:min-h-0 [&>main]:grow">
      <header className="flex items-center justify-between gap-4 px-4 py-3">
        <a href="/" className="flex items-center gap-2 font-semibold">
          {/* biome-ignore lint/performance/noImgElement: a drawing of a few bytes */}
          <img src="/icon.svg" alt="" width={24} height={24} />
          {product}
        </a>
        <div className="min-w-0 [&>form_legend]:sr-only">{corner}</div>
      </header>
      {children}
    </div>
  )
}
