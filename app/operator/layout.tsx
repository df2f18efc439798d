import type { ReactNode } from "react"
import { ClientMessages } from "@/app/(console)/client-messages"
import { logInAgainAction } from "@/app/me/actions"
import { enterAsOperator } from "@/app/operator/gate"
import { PersonFrame } from "@/app/person-frame"
import { LoginWatch } from "@/components/session/login-watch"
import { Toaster } from "@/components/ui/toaster"

/** Checks the gate outside of Loading, which would begin the answer with a status before the gate refuses. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  await enterAsOperator()
  return (
    <PersonFrame>
      <main id="content" className="mx-auto flex w-full max-w-[74rem] flex-col gap-5 px-4 py-6 lg:px-8 lg:py-8">
        <ClientMessages of={["session"]}>
          <LoginWatch logIn={logInAgainAction}>{children}</LoginWatch>
        </ClientMessages>
      </main>
      <Toaster />
    </PersonFrame>
  )
}
