"use client"

import { LanguageSwitch, type PreferenceActions } from "@/components/shell/preferences"

interface FrameBarProps extends Pick<PreferenceActions, "setLocale"> {
  product: string
  /** The word for language. */
  language: string
}

export function FrameBar({ product, language, setLocale }: FrameBarProps) {
  return (
    <header className="flex items-center justify-between gap-4 px-4 py-3">
      <a href="/" className="flex items-center gap-2 font-semibold">
        {/* biome-ignore lint/performance/noImgElement: a drawing of a few bytes */}
        <img src="/icon.svg" alt="" width={24} height={24} />
        {product}
      </a>
      <div className="[&_legend]:sr-only">
        <LanguageSwitch label={language} action={setLocale} />
      </div>
    </header>
  )
}
