import { UserX } from "lucide-react"
import { headers } from "next/headers"
import { getTranslations } from "next-intl/server"
import { accountGroupOf } from "@/components/shell/navigation"
import { PageHeader } from "@/components/ui/page-header"
import { RouterButton } from "@/components/ui/router-links"
import { EmptyState } from "@/components/ui/table-states"
import { PATH_HEADER } from "@/lib/web/safe-path"

/** Answers alike for an account that does not exist and for one that is not a member here. */
export default async function NoAccount() {
  const [t, all] = await Promise.all([getTranslations("memberDetail"), headers()])
  const [, organizationId = ""] = (all.get(PATH_HEADER) ?? "").split("/")
  return (
    <>
      <PageHeader title={t("missing.title")} />
      <EmptyState
        icon={<UserX />}
        title={t("missing.body")}
        action={<RouterButton href={accountGroupOf(organizationId)}>{t("missing.back")}</RouterButton>}
      />
    </>
  )
}
