import type { ReactNode } from "react"
import { mustBeLoggedIn } from "@/lib/web/session"

/** Outside of Loading, which would have begun the answer with a status before the gate sends a visitor to the login. */
export default async function OwnAccessKeysLayout({ children }: { children: ReactNode }) {
  await mustBeLoggedIn()
  return (
    <main id="content" className="mx-auto flex w-full max-w-[64rem] flex-col gap-5 px-4 py-6 sm:py-10">
      {children}
    </main>
  )
}
