import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { FrameBar } from "@/components/shell/frame-bar"
import type { PreferenceActions } from "@/components/shell/preferences"

/** Around a page without sidebar: the product's name and the choice of language. */
export function PageFrame({ setLocale, children }: Pick<PreferenceActions, "setLocale"> & { children: ReactNode }) {
  const t = useTranslations()
  return (
    <div id="frame" className="flex min-h-dvh flex-col [&>main]:min-h-0 [&>main]:grow">
      <FrameBar product={t("common.product")} language={t("shell.language")} setLocale={setLocale} />
      {children}
    </div>
  )
}
