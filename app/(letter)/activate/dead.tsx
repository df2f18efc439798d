import { getTranslations } from "next-intl/server"
import { LetterEnd } from "@/components/letters/letter-end"
import { Replace, TimerOff } from "@/components/ui/icons"
import type { Shown } from "@/lib/handshake/view"
import type { ActivationDetails } from "@/lib/shared/rows/members"

type DeadProps = Shown<"revoked" | "expired", ActivationDetails>

/** Modified by the enterprise or expired: nothing is activated, and what would help. */
export async function DeadScreen({ state, organization }: DeadProps) {
  const t = await getTranslations(`activate.${state}`)
  return (
    <LetterEnd icon={state === "revoked" ? Replace : TimerOff} title={t("title")} lead={t("lead", { organization })} />
  )
}
