import type { ReactNode } from "react"
import { ClientMessages } from "@/app/(console)/client-messages"
import { logInAgainAction } from "@/app/me/actions"
import { setLocale } from "@/app/preferences/actions"
import { LoginWatch } from "@/components/session/login-watch"
import { PageFrame } from "@/components/shell/page-frame"
import { Toaster } from "@/components/ui/toaster"

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <PageFrame setLocale={setLocale}>
      <ClientMessages of={["session", "leaving"]}>
        <LoginWatch logIn={logInAgainAction}>{children}</LoginWatch>
      </ClientMessages>
      <Toaster />
    </PageFrame>
  )
}
