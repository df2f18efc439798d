import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { contactOf } from "./invited-hint"
import type { Journey } from "./journey"

/** Where a code went; the same words whether or not anybody has the contact. */
export async function codeSent({ to }: Pick<Journey, "to">): Promise<ReactNode> {
  const t = await getTranslations("code")
  return to ? t.rich("sentTo", { contact: to, b: contactOf }) : t("sentSomewhere")
}
