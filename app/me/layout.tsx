import type { ReactNode } from "react"
import { ClientMessages } from "@/app/(console)/client-messages"
import { logInAgainAction } from "@/app/me/actions"
import { setLocale } from "@/app/preferences/actions"
import { DrawnFor } from "@/components/forms/answers/drawn-for"
import { LoginWatch } from "@/components/session/login-watch"
import { PageFrame } from "@/components/shell/page-frame"
import { Toaster } from "@/components/ui/toaster"
import { accountHere } from "@/lib/web/session"

export default async function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <DrawnFor account={await accountHere()}>
      <PageFrame setLocale={setLocale}>
        <ClientMessages of={["session", "leaving"]}>
          <LoginWatch logIn={logInAgainAction}>{children}</LoginWatch>
        </ClientMessages>
        <Toaster />
      </PageFrame>
    </DrawnFor>
  )
}
