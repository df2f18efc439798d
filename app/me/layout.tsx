import type { ReactNode } from "react"
import { ClientMessages } from "@/app/(console)/client-messages"
import { logInAgainAction } from "@/app/me/actions"
import { PersonFrame } from "@/app/person-frame"
import { LoginWatch } from "@/components/session/login-watch"
import { Toaster } from "@/components/ui/toaster"

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <PersonFrame>
      <ClientMessages of={["session", "leaving"]}>
        <LoginWatch logIn={logInAgainAction}>{children}</LoginWatch>
      </ClientMessages>
      <Toaster />
    </PersonFrame>
  )
}
