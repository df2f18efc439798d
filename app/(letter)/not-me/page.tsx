import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import type { ReactElement } from "react"
import { InfoScreen } from "@/app/(letter)/not-me/info"
import { inTime } from "@/app/(letter)/screens/in-time"
import { InvalidScreen, OpenHereScreen, TooManyScreen } from "@/app/(letter)/screens/invalid"
import { LetterEnd } from "@/components/letters/letter-end"
import { CircleCheck, TimerOff } from "@/components/ui/icons"
import { LinkButton } from "@/components/ui/link-button"
import { viewNotMe } from "@/lib/recovery/not-me"
import { letterToken } from "@/lib/web/letter"
import { anyoneContext } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("not-me"))("title") }
}

/** The page behind `/not-me?token=…`; looking changes nothing. */
export default async function NotMePage() {
  return inTime("not-me", screen())
}

async function screen(): Promise<ReactElement> {
  const [token, ctx] = await Promise.all([letterToken("not-me"), anyoneContext()])
  const view = await viewNotMe(ctx, token)
  switch (view.state) {
    case "info":
      return <InfoScreen {...view} token={token} />
    case "done":
    case "expired":
      return <OverScreen state={view.state} />
    case "missing":
      return <OpenHereScreen page="not-me" />
    case "too-many":
      return <TooManyScreen {...view} />
    default:
      return <InvalidScreen page="not-me" />
  }
}

/** A notice that was answered, or that came too long ago: what is left is a new password. */
async function OverScreen({ state }: { state: "done" | "expired" }) {
  const t = await getTranslations(`not-me.${state}`)
  return (
    <LetterEnd
      icon={state === "done" ? CircleCheck : TimerOff}
      tone={state === "done" ? "done" : "over"}
      title={t("title")}
      lead={t("lead")}
    >
      <LinkButton look="primary" size="large" wide href="/forgot">
        {t("button")}
      </LinkButton>
    </LetterEnd>
  )
}
