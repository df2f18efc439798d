import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import type { ReactElement } from "react"
import { ActivatedScreen, UsedScreen } from "@/app/(letter)/activate/activated"
import { BlockedScreen } from "@/app/(letter)/activate/blocked"
import { DeadScreen } from "@/app/(letter)/activate/dead"
import { InfoScreen } from "@/app/(letter)/activate/info"
import { inTime } from "@/app/(letter)/screens/in-time"
import { InvalidScreen, OpenHereScreen, TooManyScreen } from "@/app/(letter)/screens/invalid"
import { activationContext, viewActivation } from "@/lib/members/security-bindings"
import { letterToken } from "@/lib/web/letter"
import { anyoneContext } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("activate"))("title") }
}

/** The page behind `/activate?token=…`; looking changes nothing. */
export default async function ActivatePage({ searchParams }: PageProps<"/activate">) {
  const { activated } = await searchParams
  return inTime("activate", screen(activated === "1"))
}

/** One screen for each state, independent of who is logged in. */
async function screen(justNow: boolean): Promise<ReactElement> {
  const [token, ctx] = await Promise.all([letterToken("activate"), anyoneContext()])
  const view = await viewActivation((await activationContext(ctx, token)) ?? ctx, token)
  switch (view.state) {
    case "info":
      return <InfoScreen {...view} token={token} />
    case "accepted":
      return justNow ? <ActivatedScreen {...view} /> : <UsedScreen {...view} />
    case "missing":
      return <OpenHereScreen page="activate" />
    case "too-many":
      return <TooManyScreen {...view} />
    case "revoked":
    case "expired":
      return <DeadScreen {...view} />
    case "blocked":
      return <BlockedScreen {...view} />
    default:
      return <InvalidScreen page="activate" />
  }
}
