import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { type ReactElement, Suspense } from "react"
import { viewLetter } from "@/lib/letter-view"
import { letterToken } from "@/lib/web/letter"
import { anyoneContext } from "@/lib/web/session"
import { AcceptedScreen } from "./accepted"
import { BlockedScreen } from "./blocked"
import { DeadScreen, InvalidScreen, TooManyScreen } from "./dead"
import { InfoScreen } from "./info"
import { LoadingScreen } from "./loading-screen"
import { MismatchScreen } from "./mismatch"
import { RejectedScreen } from "./rejected"
import { UnprovedScreen } from "./unproved"

/** What is there by then is shown in its place, without a detour by way of Loading and without JavaScript. */
const BLINK_MS = 800

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("invite"))("title") }
}

/** The page behind `/invite?token=…`; looking changes nothing (R19-R29). */
export default async function InvitePage({ searchParams }: PageProps<"/invite">) {
  const { proof } = await searchParams
  const screen = screenOf(typeof proof === "string" ? proof : undefined)
  const soon = await Promise.race([screen, blink()])
  // One tree for both, or else a form without JavaScript would not find its answer.
  return <Suspense fallback={<LoadingScreen />}>{soon ?? screen}</Suspense>
}

/** One screen for each state. A proof names the code that is on its way to the invited contact. */
async function screenOf(proofId: string | undefined): Promise<ReactElement> {
  const [token, ctx] = await Promise.all([letterToken("/invite"), anyoneContext()])
  const view = await viewLetter(ctx, "invitation", token)
  switch (view.state) {
    case "info":
      return <InfoScreen {...view} token={token} />
    case "accepted":
      return <AcceptedScreen {...view} />
    case "rejected":
      return <RejectedScreen {...view} />
    case "invalid":
      return <InvalidScreen />
    case "too-many":
      return <TooManyScreen {...view} />
    case "revoked":
    case "expired":
      return <DeadScreen {...view} token={token} />
    case "mismatch":
      return <MismatchScreen {...view} />
    case "unproved":
      return <UnprovedScreen {...view} token={token} proofId={proofId} />
    case "blocked":
      return <BlockedScreen {...view} token={token} />
  }
}

function blink() {
  return new Promise<null>((resolve) => setTimeout(() => resolve(null), BLINK_MS))
}
