import type { ReactNode } from "react"
import { setLocale } from "@/app/preferences/actions"
import { Frame } from "@/components/shell/page-frame"

export default function LetterLayout({ children }: { children: ReactNode }) {
  return <Frame setLocale={setLocale}>{children}</Frame>
}
