import { type ReactElement, Suspense } from "react"
import { LoadingScreen } from "@/app/(letter)/screens/loading"
import { AccountFrame } from "@/app/account-frame"
import { AnswerableLetter } from "@/components/letters/letter-ending"
import type { LetterPage } from "@/lib/web/letter-cookie"

/** A screen that is ready by then is shown at once, without Loading and without JavaScript. */
const BLINK_MS = 800

/** The screen of a letter's page in its frame, after Loading where it takes long. */
export async function inTime(page: LetterPage, screen: Promise<ReactElement>) {
  const soon = await Promise.race([screen, blink()])
  const children = (
    <AnswerableLetter>
      {soon ?? <Suspense fallback={<LoadingScreen page={page} />}>{screen}</Suspense>}
    </AnswerableLetter>
  )
  return AccountFrame({ children })
}

function blink() {
  return new Promise<null>((resolve) => setTimeout(() => resolve(null), BLINK_MS))
}
