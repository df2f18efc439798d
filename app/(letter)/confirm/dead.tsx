import { getTranslations } from "next-intl/server"
import { ToConsole } from "@/app/(letter)/screens/console"
import { LetterEnd } from "@/components/letters/letter-end"
import { Ban, TimerOff } from "@/components/ui/icons"
import type { Shown } from "@/lib/handshake/view"
import type { TransferDetails } from "@/lib/shared/rows/organization"

type DeadProps = Shown<"revoked" | "expired", TransferDetails>

/** Canceled or expired, for the chosen member: nothing has changed, and whom to ask. */
export async function DeadScreen({ state, organization, owner }: DeadProps) {
  const t = await getTranslations("confirm")
  return (
    <LetterEnd
      icon={state === "revoked" ? Ban : TimerOff}
      title={t(`${state}.title`)}
      lead={t(`${state}.lead`, { organization, owner })}
    >
      <ToConsole />
    </LetterEnd>
  )
}
