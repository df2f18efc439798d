import type { Route } from "next"
import { getTranslations } from "next-intl/server"
import { Callout } from "@/components/ui/callout"
import { RouterButton } from "@/components/ui/router-links"

/** Invitations of a former super admin are one task, which is done where invitations are. */
export async function Reapproval({ organizationId, count }: { organizationId: string; count: number }) {
  const t = await getTranslations("tasks.reapproval")
  const records = `/${organizationId}/enterprise/members?tab=records&status=pending` as Route
  return (
    <Callout
      tone="warning"
      title={t("title", { count })}
      action={<RouterButton href={records}>{t("open")}</RouterButton>}
    >
      {t("lead")}
    </Callout>
  )
}
