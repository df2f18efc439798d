import { getTranslations } from "next-intl/server"
import { informationOf } from "@/components/shell/navigation"
import { Callout } from "@/components/ui/callout"
import { RouterButton } from "@/components/ui/router-links"
import type { RefusalCode } from "@/lib/shared/refusals"
import { sentence } from "@/lib/web/action"

/** Why programs are refused when they invite, whatever their key, before one of them has to learn it. */
export async function Blocked({ organizationId, obstacle }: { organizationId: string; obstacle: RefusalCode }) {
  const t = await getTranslations("accessKeys")
  const way = obstacle === "not_certified" && (
    <RouterButton href={informationOf(organizationId)}>{t("information")}</RouterButton>
  )
  return (
    <Callout tone="warning" title={t("blocked")} action={way}>
      {await sentence(obstacle)}
    </Callout>
  )
}
