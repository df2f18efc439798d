import type { ReactNode } from "react"
import { ClientMessages } from "@/app/(console)/client-messages"
import { AccountFrame } from "@/app/account-frame"
import { logInAgainAction } from "@/app/me/actions"
import { LoginWatch } from "@/components/session/login-watch"
import { Toaster } from "@/components/ui/toaster"

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <AccountFrame>
      <ClientMessages of={["session", "leaving"]}>
        <LoginWatch logIn={logInAgainAction}>{children}</LoginWatch>
      </ClientMessages>
      <Toaster />
    </AccountFrame>
  )
}
