import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import type { ReactElement } from "react"
import { ChoiceScreen } from "@/app/(letter)/opt-out/choice"
import { inTime } from "@/app/(letter)/screens/in-time"
import { InvalidScreen, OpenHereScreen, TooManyScreen } from "@/app/(letter)/screens/invalid"
import { viewOptOut } from "@/lib/invitations/opt-outs"
import { letterToken } from "@/lib/web/letter"
import { anyoneContext } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("opt-out"))("title") }
}

/** The page behind `/opt-out?token=…`; looking changes nothing. */
export default async function OptOutPage() {
  return inTime("opt-out", screen())
}

async function screen(): Promise<ReactElement> {
  const [token, ctx] = await Promise.all([letterToken("opt-out"), anyoneContext()])
  const view = await viewOptOut(ctx, token)
  switch (view.state) {
    case "info":
      return <ChoiceScreen {...view} token={token} />
    case "missing":
      return <OpenHereScreen page="opt-out" />
    case "too-many":
      return <TooManyScreen {...view} />
    default:
      return <InvalidScreen page="opt-out" />
  }
}
