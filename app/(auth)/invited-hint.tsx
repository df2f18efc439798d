import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import type { RedirectTarget } from "@/app/(auth)/return-to"

/** How a login names the contact, by the letter that it comes back to. */
const words: Record<string, "invited" | "chosen"> = { "/invite": "invited", "/confirm": "chosen" }

/** Which contact a letter waits for, where the visitor comes from one. */
export async function invitedHint({ next, to }: RedirectTarget): Promise<ReactNode> {
  const t = await getTranslations("auth")
  return to && t.rich(words[next] ?? "known", { contact: to, b: contactOf })
}

/** A contact inside a sentence, which may run the other way. */
export function contactOf(text: ReactNode) {
  return (
    <bdi dir="ltr" className="font-medium text-foreground">
      {text}
    </bdi>
  )
}
