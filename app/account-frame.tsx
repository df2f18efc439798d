import type { ReactNode } from "react"
import { setLocale } from "@/app/preferences/actions"
import { DrawnFor } from "@/components/forms/answers/drawn-for"
import { PageFrame } from "@/components/shell/page-frame"
import { accountHere } from "@/lib/web/session"

/** Around a page without sidebar, of which every form says for whom it was drawn. */
export async function AccountFrame({ children }: { children: ReactNode }) {
  return (
    <DrawnFor account={await accountHere()}>
      <PageFrame setLocale={setLocale}>{children}</PageFrame>
    </DrawnFor>
  )
}
