"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"
import type { Delivery } from "@/lib/shared/rows/delivery"

/** By when most letters are on their way, and by when nearly all that ever will be. */
const LOOKS_MS = [3000, 10_000]

/** A letter whose fate is on show. */
interface Watched {
  id: string | null
  delivery: Delivery | null
}

/** Looks again, a few times, while a letter on show waits to be sent; not in a tab that nobody sees. */
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

/** Nobody is taken away from a page to log in again by what he has not done himself. */
async function mayLook(signal: AbortSignal): Promise<boolean> {
  if (document.visibilityState !== "visible") return false
  const asked = fetch("/api/session", { signal }).then((answer) => (answer.ok ? answer.json() : null))
  const standing = await asked.catch(() => null)
  return standing?.ended === false
}
