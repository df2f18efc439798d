import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { EntityCard } from "@/app/(console)/[organization]/account/my-entity/entity-card"
import { informationOf } from "@/components/shell/navigation"
import { Card } from "@/components/ui/card"
import { PageHeader } from "@/components/ui/page-header"
import { RouterButton } from "@/components/ui/router-links"
import { ownEntity } from "@/lib/accounts/own-entity"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ownEntity"))("title") }
}

/** Account Center > My Entity: the account's own, and the way to the enterprise's with its invitation code. */
export default async function MyEntityPage({ params }: PageProps<"/[organization]/account/my-entity">) {
  const [{ organization: id }, t] = await Promise.all([params, getTranslations("ownEntity")])
  const { ctx, organization } = await requirePermission(id, "profile.read")
  return (
    <>
      <PageHeader title={t("title")} facts={t("lead")} />
      <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-2">
        <EntityCard own={await ownEntity(ctx)} organizationId={id} />
        <Card title={organization.name} description={t("enterpriseLead", { organization: organization.name })}>
          <RouterButton href={informationOf(id)} className="self-start">
            {t("enterprise")}
          </RouterButton>
        </Card>
      </div>
    </>
  )
}
