import { useTranslations } from "next-intl"
import { RefusalSummary } from "@/components/forms/form"
import { Callout } from "@/components/ui/callout"
import { LinkButton } from "@/components/ui/link-button"
import { isOtherAccount, type Refused } from "@/lib/shared/outcome"

/** The usual words for these would not help an applicant. */
const OWN_WORDS = ["already_pending", "quota_reached", "not_certified"] as const

/** Why a request goes no further, and the way out where there is one. */
export function AffiliationRefusal({ refused }: { refused: Refused }) {
  const t = useTranslations("affiliation.refused")
  if (isOtherAccount(refused) || Object.keys(refused.fields).length > 0) return <RefusalSummary {...refused} />
  const own = OWN_WORDS.find((code) => code === refused.code)
  const leave = refused.code === "already_affiliated" && <LinkButton href="/me">{t("leave")}</LinkButton>
  return (
    <Callout alert tone="danger" action={leave}>
      {own ? t(own) : refused.message}
    </Callout>
  )
}
