import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import type { ReactElement } from "react"
import { BlockedScreen } from "@/app/(letter)/confirm/blocked"
import { ConfirmedScreen } from "@/app/(letter)/confirm/confirmed"
import { DeadScreen } from "@/app/(letter)/confirm/dead"
import { InfoScreen } from "@/app/(letter)/confirm/info"
import { inTime } from "@/app/(letter)/screens/in-time"
import { InvalidScreen, OpenHereScreen, TooManyScreen } from "@/app/(letter)/screens/invalid"
import { MismatchScreen } from "@/app/(letter)/screens/mismatch"
import { RejectedScreen } from "@/app/(letter)/screens/rejected"
import { viewTransfer } from "@/lib/members/ownership"
import { letterToken } from "@/lib/web/letter"
import { anyoneContext } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("confirm"))("title") }
}

/** The page behind `/confirm?token=…`; looking changes nothing. */
export default function ConfirmPage() {
  return inTime("confirm", screen())
}

/** One screen for each state. */
async function screen(): Promise<ReactElement> {
  const [token, ctx] = await Promise.all([letterToken("confirm"), anyoneContext()])
  const view = await viewTransfer(ctx, token)
  switch (view.state) {
    case "info":
      return <InfoScreen {...view} token={token} />
    case "accepted":
      return <ConfirmedScreen {...view} />
    case "rejected":
      return <RejectedScreen {...view} page="confirm" />
    case "missing":
      return <OpenHereScreen page="confirm" />
    case "invalid":
      return <InvalidScreen page="confirm" />
    case "too-many":
      return <TooManyScreen {...view} />
    case "revoked":
    case "expired":
      return <DeadScreen {...view} />
    case "mismatch":
      return <MismatchScreen {...view} page="confirm" />
    case "unverified":
    case "blocked":
      return <BlockedScreen {...view} token={token} />
  }
}
