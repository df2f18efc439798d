"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"
import type { Delivery } from "@/lib/shared/rows/delivery"

/** By the first most letters are sent, by the second nearly all that ever will be. */
const LOOKS_MS = [3000, 10_000]

/** A letter whose delivery is shown. */
interface Watched {
  id: string | null
  delivery: Delivery | null
}

/** Refreshes a few times while a shown letter waits to be sent, but not in a hidden tab. */
export function useDeliveryWatch(letters: readonly Watched[]) {
  const router = useRouter()
  const queued = letters.flatMap(({ id, delivery }) => (delivery === "queued" ? [id] : [])).join()
  useEffect(() => {
    if (!queued) return
    const watch = new AbortController()
    const look = async () => {
      if (await mayLook(watch.signal)) router.refresh()
    }
    const timers = LOOKS_MS.map((pause) => setTimeout(look, pause))
    return () => {
      timers.forEach(clearTimeout)
      watch.abort()
    }
  }, [queued, router])
}

/** Refuses once the login has ended: a refresh that nobody response for must not lead to the login. */
async function mayLook(signal: AbortSignal): Promise<boolean> {
  if (document.visibilityState !== "visible") return false
  const response = fetch("/api/session", { signal }).then((answer) => (answer.ok ? answer.json() : null))
  const session = await response.catch(() => null)
  return session?.ended === false
}
