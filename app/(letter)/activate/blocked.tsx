import { getTranslations } from "next-intl/server"
import { ActivationLetter } from "@/components/letters/activation-letter"
import { Callout } from "@/components/ui/callout"
import type { Shown } from "@/lib/handshake/view"
import type { ActivationDetails } from "@/lib/shared/rows/members"
import { refusalMessage } from "@/lib/web/action"

const explained = ["initiator_not_entitled", "not_a_member"] as const

/** In time, and yet the account cannot be activated: why, and what would help. */
export async function BlockedScreen({ code, ...view }: Shown<"blocked", ActivationDetails>) {
  const t = await getTranslations("activate.blocked")
  const { organization } = view
  const reason = explained.find((one) => one === code)
  return (
    <ActivationLetter title={reason ? t(`${reason}.title`, { organization }) : t("title")} activation={view}>
      <Callout tone="warning">{reason ? t(`${reason}.next`, { organization }) : await refusalMessage(code)}</Callout>
    </ActivationLetter>
  )
}
