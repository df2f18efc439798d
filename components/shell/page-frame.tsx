"use client"

import type { ReactNode } from "react"
import { LanguageSwitch, type PreferenceActions } from "@/components/shell/preferences"
import { useWords } from "@/components/ui/words"

type PageFrameProps = Pick<PreferenceActions, "setLocale"> & { children: ReactNode }

/** Around a page without sidebar, for whoever it is: the product's name and the choice of language. */
export function PageFrame({ setLocale, children }: PageFrameProps) {
  return <BareFrame corner={<LanguageSwitch action={setLocale} />}>{children}</BareFrame>
}

interface BareFrameProps {
  /** At the end of the bar: what the reader can choose. */
  corner: ReactNode
  children: ReactNode
}

/** The same with something else at the end of its bar. */
export function BareFrame({ corner, children }: BareFrameProps) {
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
