import type { ReactNode } from "react"
import { setLocale } from "@/app/preferences/actions"
import { PageFrame } from "@/components/shell/page-frame"

export default function AuthLayout({ children }: { children: ReactNode }) {
  return <PageFrame setLocale={setLocale}>{children}</PageFrame>
}
