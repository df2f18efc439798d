import { BadgeCheck } from "lucide-react"
import { getTranslations } from "next-intl/server"
import { entityFacts } from "@/app/(console)/[organization]/enterprise/information/entity-facts"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { Facts } from "@/components/ui/facts"
import { Time } from "@/components/ui/time"
import type { Certification } from "@/lib/shared/rows/certification"

/** Shows what is verified, which nobody can edit. */
export async function Certified({ entity }: { entity: NonNullable<Certification["entity"]> }) {
  const t = await getTranslations("information")
  const badge = (
    <Badge tone="success" icon={<BadgeCheck aria-hidden />}>
      {t("certified.badge")}
    </Badge>
  )
  return (
    <Card title={t("certified.title")} description={t("certified.lead")} action={badge}>
      <Facts
        facts={[
          ...(await entityFacts(entity)),
          [t("certified.since"), <Time key="since" value={entity.since} absolute />],
        ]}
      />
    </Card>
  )
}
