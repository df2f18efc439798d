"use client"

import { type ReactNode, Suspense, useCallback, useEffect, useState } from "react"
import type { FormAction } from "@/components/forms/form"
import { SessionExpired } from "@/components/forms/session-expired"
import { later } from "@/components/ui/later"

/** How often the server is asked at most, in milliseconds. */
const ASK_EVERY = 30_000

const LogInAgain = later(() => import("@/components/session/log-in-again").then((file) => file.LogInAgain))

let lastAsked = Date.now()

/**
 * Tells by a dialog, over whatever was being done, that the login has ended: after a refused action, and when the
 * reader comes back to a tab that was left open.
 */
export function LoginWatch({ logIn, children }: { logIn: FormAction; children: ReactNode }) {
  const [ended, setEnded] = useState<boolean | null>(null)
  const tell = useCallback(() => setEnded(true), [])
  useEffect(() => onReturn(tell), [tell])
  return (
    <SessionExpired value={tell}>
      {children}
      {ended !== null && (
        <Suspense>
          <LogInAgain open={ended} onOpenChange={setEnded} logIn={logIn} />
        </Suspense>
      )}
    </SessionExpired>
  )
}

/** Checks the login at every return to this page; gives what stops it. */
function onReturn(tell: () => void) {
  const watch = new AbortController()
  const look = async () => {
    if (await hasEnded()) tell()
  }
  look()
  document.addEventListener("visibilitychange", look, watch)
  for (const way of ["focus", "pageshow", "popstate"]) window.addEventListener(way, look, watch)
  return () => watch.abort()
}

/** Asks nothing in a hidden tab; a server that does not answer has not ended the login. */
async function hasEnded(): Promise<boolean> {
  if (document.visibilityState !== "visible" || Date.now() - lastAsked < ASK_EVERY) return false
  lastAsked = Date.now()
  const answer = await fetch("/api/session").catch(() => null)
  return answer?.ok ? (await answer.json()).ended : false
}
