import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import type { ReactElement } from "react"
import { AcceptedScreen } from "@/app/(letter)/invite/accepted"
import { BlockedScreen } from "@/app/(letter)/invite/blocked"
import { DeadScreen } from "@/app/(letter)/invite/dead"
import { InfoScreen } from "@/app/(letter)/invite/info"
import { UnverifiedScreen } from "@/app/(letter)/invite/unverified"
import { inTime } from "@/app/(letter)/screens/in-time"
import { InvalidScreen, OpenHereScreen, TooManyScreen } from "@/app/(letter)/screens/invalid"
import { MismatchScreen } from "@/app/(letter)/screens/mismatch"
import { RejectedScreen } from "@/app/(letter)/screens/rejected"
import { viewInvitation } from "@/lib/invitations/invitations"
import { letterToken } from "@/lib/web/letter"
import { anyoneContext } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("invite"))("title") }
}

/** The page behind `/invite?token=…`; looking changes nothing. */
export default async function InvitePage({ searchParams }: PageProps<"/invite">) {
  const { verification } = await searchParams
  return inTime("invite", screen(typeof verification === "string" ? verification : undefined))
}

/** One screen for each state. A verification names the code that is on its way to the invited contact. */
async function screen(verificationId: string | undefined): Promise<ReactElement> {
  const [token, ctx] = await Promise.all([letterToken("invite"), anyoneContext()])
  const view = await viewInvitation(ctx, token)
  switch (view.state) {
    case "info":
      return <InfoScreen {...view} token={token} />
    case "accepted":
      return <AcceptedScreen {...view} />
    case "rejected":
      return <RejectedScreen {...view} page="invite" />
    case "missing":
      return <OpenHereScreen page="invite" />
    case "invalid":
      return <InvalidScreen page="invite" />
    case "too-many":
      return <TooManyScreen {...view} />
    case "revoked":
    case "expired":
      return <DeadScreen {...view} token={token} />
    case "mismatch":
      return <MismatchScreen {...view} page="invite" />
    case "unverified":
      return <UnverifiedScreen {...view} token={token} verificationId={verificationId} />
    case "blocked":
      return <BlockedScreen {...view} token={token} />
  }
}
