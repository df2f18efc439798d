import type { ReactNode } from "react"
import { mustBeLoggedIn } from "@/lib/web/session"

/** Checks the gate outside of Loading, which would begin the answer with a status before the redirect to the login. */
export default async function LoginsLayout({ children }: { children: ReactNode }) {
  await mustBeLoggedIn()
  return (
    <main id="content" className="mx-auto flex w-full max-w-[44rem] flex-col gap-5 px-4 py-6 sm:py-10">
      {children}
    </main>
  )
}
