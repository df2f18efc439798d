import { getTranslations } from "next-intl/server"
import { Callout } from "@/components/ui/callout"
import { LinkButton } from "@/components/ui/link-button"
import { Time } from "@/components/ui/time"
import type { FactorDemands } from "@/lib/accounts/second-step/demands"
import { settings } from "@/lib/settings"

interface FactorDemandProps {
  demands: FactorDemands
  /** Whether it stands on another page than that on which it is set up. */
  linked?: boolean
}

/** Says who demands a second factor, and until when. */
export async function FactorDemand({ demands, linked }: FactorDemandProps) {
  const t = await getTranslations("factors.demanded")
  const { organizations, dueAt, isOverdue } = demands
  const [first] = organizations
  const named = { count: organizations.length, organization: first?.name ?? "" }
  const when = () => dueAt && <Time value={dueAt} absolute />
  const until = first ? t.rich("until", { ...named, when }) : t.rich("untilOperating", { when })
  return (
    <Callout
      tone="warning"
      title={first ? t("title", named) : t("operating")}
      action={linked && <LinkButton href="/me/factors">{t("setUp")}</LinkButton>}
    >
      <span>{isOverdue ? t("over") : dueAt ? until : t("soon", { days: settings().factors.graceDays })}</span>
    </Callout>
  )
}
