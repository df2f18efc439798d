import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { contactOf } from "@/app/(auth)/invited-hint"
import type { RedirectTarget } from "@/app/(auth)/return-to"

/** Says where a code went; for a forgotten password only perhaps, because nobody may learn who has an account. */
export async function codeSent(
  { to }: Pick<RedirectTarget, "to">,
  words: "sentTo" | "sentPerhaps" = "sentTo",
): Promise<ReactNode> {
  const t = await getTranslations("code")
  return t.rich(words, { contact: to ?? t("yourAddress"), b: contactOf })
}
