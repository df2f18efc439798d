import "server-only"
import { refresh } from "next/cache"
import type { Outcome } from "@/lib/shared/outcome"
import type { RefusalCode } from "@/lib/shared/refusals"

/** What the page already shows, or a dialog says. */
const NO_NEWS: RefusalCode[] = ["invalid_input", "rate_reached", "not_logged_in", "login_expired"]

/** The page shows what is true after a change, and after one that was refused because something else was true. */
export function withRefresh<Rest extends unknown[], T>(act: (...rest: Rest) => Promise<Outcome<T>>) {
  return async (...rest: Rest) => {
    const outcome = await act(...rest)
    if (outcome.ok || !NO_NEWS.includes(outcome.code)) refresh()
    return outcome
  }
}
