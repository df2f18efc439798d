import { type ReactElement, Suspense } from "react"
import { LoadingScreen } from "@/app/(letter)/screens/loading"
import { setLocale } from "@/app/preferences/actions"
import { DrawnFor } from "@/components/forms/answers/drawn-for"
import { AnswerableLetter } from "@/components/letters/letter-ending"
import { PageFrame } from "@/components/shell/page-frame"
import type { LetterPage } from "@/lib/web/letter-cookie"
import { accountHere } from "@/lib/web/session"

/** A screen that is ready by then is shown at once, without Loading and without JavaScript. */
const BLINK_MS = 800

/** The screen of a letter's page in its frame, after Loading where it takes long. */
export async function inTime(page: LetterPage, screen: Promise<ReactElement>) {
  const soon = await Promise.race([screen, blink()])
  return (
    <DrawnFor account={await accountHere()}>
      <PageFrame setLocale={setLocale}>
        <AnswerableLetter>
          {soon ?? <Suspense fallback={<LoadingScreen page={page} />}>{screen}</Suspense>}
        </AnswerableLetter>
      </PageFrame>
    </DrawnFor>
  )
}

function blink() {
  return new Promise<null>((resolve) => setTimeout(() => resolve(null), BLINK_MS))
}
