import { BadgeCheck } from "lucide-react"
import type { Route } from "next"
import { useTranslations } from "next-intl"
import { getTranslations } from "next-intl/server"
import { entityFacts } from "@/app/(console)/[organization]/enterprise/information/entity-facts"
import { informationOf } from "@/components/shell/navigation"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { Facts } from "@/components/ui/facts"
import { RouterButton } from "@/components/ui/router-links"
import { Time } from "@/components/ui/time"
import type { OwnEntity } from "@/lib/shared/rows/affiliation"

/** Shows as whom the account is verified and through which enterprise, or how it gets there. */
export function EntityCard({ own, organizationId }: { own: OwnEntity; organizationId: string }) {
  const t = useTranslations("ownEntity")
  if (own.entity) return <Verified {...own} entity={own.entity} />
  if (own.affiliation) return <Awaited {...own.affiliation} />
  return (
    <Card title={t("card")} action={<Badge>{t("unverified")}</Badge>}>
      <p>{t("none")}</p>
      <RouterButton href={`/${organizationId}/account/affiliation` as Route} className="self-start">
        {t("affiliation")}
      </RouterButton>
    </Card>
  )
}

/** The account of an enterprise that is not certified yet. */
function Awaited({ organization, organizationId }: NonNullable<OwnEntity["affiliation"]>) {
  const t = useTranslations("ownEntity")
  return (
    <Card title={t("card")} action={<Badge>{t("unverified")}</Badge>}>
      <p>{t("awaited", { organization })}</p>
      <RouterButton href={informationOf(organizationId)} className="self-start">
        {t("information")}
      </RouterButton>
    </Card>
  )
}

type VerifiedProps = OwnEntity & { entity: NonNullable<OwnEntity["entity"]> }

async function Verified({ entity, affiliation }: VerifiedProps) {
  const t = await getTranslations("ownEntity")
  const badge = (
    <Badge tone="success" icon={<BadgeCheck aria-hidden />}>
      {t("verified")}
    </Badge>
  )
  return (
    <Card title={t("card")} action={badge}>
      <Facts
        facts={[
          ...(await entityFacts(entity)),
          affiliation && [t("through"), t(`origins.${affiliation.origin}`, { organization: affiliation.organization })],
          affiliation && [t("since"), <Time key="since" value={affiliation.since} absolute />],
        ]}
      />
    </Card>
  )
}
