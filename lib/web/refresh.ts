import "server-only"
import { refresh } from "next/cache"
import type { Outcome } from "@/lib/shared/outcome"
import type { RefusalCode } from "@/lib/shared/refusals"

/** What the page already shows, or a dialog says. */
const NO_NEWS: RefusalCode[] = ["invalid_input", "rate_reached", "not_logged_in", "login_expired", "other_account"]

/** An action whose answer says what has changed; a page whose wish was refused shows what is true instead. */
export function withNews<Rest extends unknown[], T>(act: (...rest: Rest) => Promise<Outcome<T>>) {
  return async (...rest: Rest) => {
    const outcome = await act(...rest)
    if (isNews(outcome)) refresh()
    return outcome
  }
}

/** An action after which several parts of its page are different: the answer brings the page as it is true then. */
export function withRefresh<Rest extends unknown[], T>(act: (...rest: Rest) => Promise<Outcome<T>>) {
  return async (...rest: Rest) => {
    const outcome = await act(...rest)
    if (outcome.ok || isNews(outcome)) refresh()
    return outcome
  }
}

/** Whether something else was true than the page shows. */
function isNews(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && !NO_NEWS.includes(outcome.code)
}
