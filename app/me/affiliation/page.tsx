import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { Affiliation } from "@/app/me/affiliation/affiliation"
import { LinkButton } from "@/components/ui/link-button"
import { PageHeader } from "@/components/ui/page-header"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("affiliation"))("title") }
}

/** Account Center > Account Affiliation, for an account that may belong to no organization yet. */
export default async function AffiliationPage() {
  const { ctx } = await mustBeLoggedIn()
  const [t, account] = await Promise.all([getTranslations("affiliation"), getTranslations("account")])
  return (
    <main id="content" className="mx-auto flex w-full max-w-[44rem] flex-col gap-5 px-4 py-6 sm:py-10">
      <PageHeader
        title={t("title")}
        facts={t("lead")}
        actions={<LinkButton href="/me">{account("back")}</LinkButton>}
      />
      <Affiliation ctx={ctx} />
    </main>
  )
}
