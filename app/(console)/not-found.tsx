import { headers } from "next/headers"
import { getTranslations } from "next-intl/server"
import { DeadEnd } from "@/app/dead-end"
import { CenteredCard } from "@/components/ui/centered-card"
import { LinkButton } from "@/components/ui/link-button"
import { PATH_HEADER } from "@/lib/web/safe-path"

/** Answers alike for an organization that does not exist and for one the visitor does not belong to. */
export default async function NoOrganization() {
  const path = (await headers()).get(PATH_HEADER)
  if (!path?.startsWith("/o-")) return <DeadEnd why="notFound" />
  const t = await getTranslations("pages")
  return (
    <CenteredCard title={t("noOrganization.title")} lead={t("noOrganization.body")}>
      <LinkButton href="/me" size="large" wide>
        {t("toOrganizations")}
      </LinkButton>
    </CenteredCard>
  )
}
