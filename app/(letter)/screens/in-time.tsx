import { type ReactElement, Suspense } from "react"
import { LoadingScreen } from "@/app/(letter)/screens/loading"
import type { LetterPage } from "@/lib/web/letter-cookie"

/** What is there by then is shown in its place, without a detour by way of Loading and without JavaScript. */
const BLINK_MS = 800

/** The screen of a letter's page, after Loading where it takes long (R20). */
export async function inTime(page: LetterPage, screen: Promise<ReactElement>) {
  const soon = await Promise.race([screen, blink()])
  // One tree for both, or else a form without JavaScript would not find its answer.
  return <Suspense fallback={<LoadingScreen page={page} />}>{soon ?? screen}</Suspense>
}

function blink() {
  return new Promise<null>((resolve) => setTimeout(() => resolve(null), BLINK_MS))
}
