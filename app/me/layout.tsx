import type { ReactNode } from "react"
import { ClientWords } from "@/app/(console)/client-messages"
import { logInAgainAction } from "@/app/me/actions"
import { setLocale } from "@/app/preferences/actions"
import { LoginWatch } from "@/components/session/login-watch"
import { Frame } from "@/components/shell/page-frame"
import { Toaster } from "@/components/ui/toaster"

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <Frame setLocale={setLocale}>
      <ClientWords of={["session", "leaving"]}>
        <LoginWatch logIn={logInAgainAction}>{children}</LoginWatch>
      </ClientWords>
      <Toaster />
    </Frame>
  )
}
