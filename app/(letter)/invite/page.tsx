import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { type ReactElement, Suspense } from "react"
import type { Context } from "@/lib/context"
import { Refusal } from "@/lib/errors"
import { viewInvitation } from "@/lib/invitation-view"
import { spend } from "@/lib/limits"
import { letterToken } from "@/lib/web/letter"
import { anyoneContext } from "@/lib/web/session"
import { InvalidScreen, TooManyScreen } from "./dead"
import { LoadingScreen } from "./loading-screen"
import { Screen } from "./screen"

/** What is there by then is shown without a detour by way of Loading. */
const BLINK_MS = 150

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("invite"))("title") }
}

/** The page behind `/invite?token=…`: one screen for each state; looking changes nothing (R19-R29). */
export default async function InvitePage({ searchParams }: PageProps<"/invite">) {
  const { proof } = await searchParams
  const screen = screenOf(typeof proof === "string" ? proof : undefined)
  const soon = await Promise.race([screen, blink()])
  // One tree for both, or else a form without JavaScript would not find its answer.
  return <Suspense fallback={<LoadingScreen />}>{soon ?? screen}</Suspense>
}

async function screenOf(proofId: string | undefined): Promise<ReactElement> {
  const [token, ctx] = await Promise.all([letterToken("/invite"), anyoneContext()])
  const view = await viewInvitation(ctx, token)
  if (view.state !== "invalid") return <Screen view={view} token={token} proofId={proofId} />
  return (await countGuess(ctx)) ? <InvalidScreen /> : <TooManyScreen />
}

/** Only what opens nothing is counted: who holds a link may look as often as he likes. False when it was too much. */
async function countGuess(ctx: Context): Promise<boolean> {
  try {
    await spend(ctx.db, ctx, [["linksPerIp", ctx.ip]])
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function blink() {
  return new Promise<null>((resolve) => setTimeout(() => resolve(null), BLINK_MS))
}
