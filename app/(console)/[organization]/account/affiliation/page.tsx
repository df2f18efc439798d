import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { Affiliation } from "@/app/me/affiliation/affiliation"
import { PageHeader } from "@/components/ui/page-header"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("affiliation"))("title") }
}

/** Account Center > Account Affiliation, from within an organization; it concerns the account alone. */
export default async function AffiliationPage({ params }: PageProps<"/[organization]/account/affiliation">) {
  const [{ organization: id }, t] = await Promise.all([params, getTranslations("affiliation")])
  const { ctx } = await requirePermission(id, "profile.read")
  return (
    <div className="flex w-full max-w-[44rem] flex-col gap-5">
      <PageHeader title={t("title")} facts={t("lead")} />
      <Affiliation ctx={ctx} />
    </div>
  )
}
