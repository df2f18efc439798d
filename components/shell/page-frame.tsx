"use client"

import type { ReactNode } from "react"
import { LanguageSwitch, type PreferenceActions } from "@/components/shell/preferences"
import { useWords } from "@/components/ui/words"

interface PageFrameProps extends Pick<PreferenceActions, "setLocale"> {
  /** In place of the choice of language: the account menu, which has that choice too. */
  menu?: ReactNode
  children: ReactNode
}

/** Around a page without sidebar: the product's name, and what its reader can choose. */
export function PageFrame({ setLocale, menu, children }: PageFrameProps) {
  const { product } = useWords()
  return (
    <div id="frame" className="flex min-h-dvh flex-col [&>main]:min-h-0 [&>main]:grow">
      <header className="flex items-center justify-between gap-4 px-4 py-3">
        <a href="/" className="flex items-center gap-2 font-semibold">
          {/* biome-ignore lint/performance/noImgElement: a drawing of a few bytes */}
          <img src="/icon.svg" alt="" width={24} height={24} />
          {product}
        </a>
        {menu ?? <LanguageSwitch bare action={setLocale} />}
      </header>
      {children}
    </div>
  )
}
