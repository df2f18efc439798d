import { getTranslations } from "next-intl/server"
import { cache, type ReactNode } from "react"
import { contactOf } from "@/app/(auth)/invited"
import type { RedirectTarget } from "@/app/(auth)/return-to"
import { Callout } from "@/components/ui/callout"
import { codesHeldFor } from "@/lib/accounts/attempts"
import { waitFor } from "@/lib/web/action"
import { visitorContext } from "@/lib/web/context"

const heldHere = cache(async (channel: "email" | "sms") => codesHeldFor(await visitorContext(), channel))

/** Says that codes are scarce where this visitor is, and when they are not; whether one was sent tells it nobody. */
export async function CodesHeld({ to }: Pick<RedirectTarget, "to">) {
  const seconds = await heldHere(channelOf(to))
  if (seconds === 0) return null
  const t = await getTranslations("code")
  return <Callout tone="warning">{t("held", { wait: await waitFor(seconds) })}</Callout>
}

/**
 * Says where a code went; for a forgotten password only perhaps, because nobody may learn who has an account, and where
 * codes are scarce not even that.
 */
export async function codeSent(
  { to }: Pick<RedirectTarget, "to">,
  words: "sentTo" | "sentPerhaps" = "sentTo",
): Promise<ReactNode> {
  const t = await getTranslations("code")
  const channel = channelOf(to)
  const said = words === "sentPerhaps" && channel === "sms" ? "sentPerhapsByNumber" : words
  return t.rich((await heldHere(channel)) > 0 ? "sentIfKnown" : said, {
    contact: to ?? t("yourAddress"),
    b: contactOf,
  })
}

/** A masked address tells its channel still. */
function channelOf(to = "@") {
  return to.includes("@") ? "email" : "sms"
}
