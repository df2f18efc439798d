import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { contactOf } from "@/app/(auth)/invited-hint"
import type { RedirectTarget } from "@/app/(auth)/return-to"
import { Callout } from "@/components/ui/callout"
import { codesHeldFor } from "@/lib/accounts/attempts"
import { waitFor } from "@/lib/web/action"
import { visitorContext } from "@/lib/web/context"

/** Says that codes are scarce where this visitor is, and when they are not; whether one was sent tells it nobody. */
export async function CodesHeld() {
  const seconds = await codesHeldFor(await visitorContext())
  if (seconds === 0) return null
  const t = await getTranslations("code")
  return <Callout tone="warning">{t("held", { wait: await waitFor(seconds) })}</Callout>
}

/** Says where a code went; for a forgotten password only perhaps, because nobody may learn who has an account. */
export async function codeSent(
  { to }: Pick<RedirectTarget, "to">,
  words: "sentTo" | "sentPerhaps" = "sentTo",
): Promise<ReactNode> {
  const t = await getTranslations("code")
  return t.rich(words, { contact: to ?? t("yourAddress"), b: contactOf })
}
