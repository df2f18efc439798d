import { getTranslations } from "next-intl/server"
import { informationOf } from "@/components/shell/navigation"
import { Callout } from "@/components/ui/callout"
import { RouterButton } from "@/components/ui/router-links"
import type { RefusalCode } from "@/lib/shared/refusals"
import { refusalMessage } from "@/lib/web/action"

/** Says in advance why programs cannot invite, whichever key they use. */
export async function Blocked({ organizationId, blockedBy }: { organizationId: string; blockedBy: RefusalCode }) {
  const t = await getTranslations("accessKeys")
  const way = blockedBy === "not_certified" && (
    <RouterButton href={informationOf(organizationId)}>{t("information")}</RouterButton>
  )
  return (
    <Callout tone="warning" title={t("blocked")} action={way}>
      {await refusalMessage(blockedBy)}
    </Callout>
  )
}
