import type { Route } from "next"
import { useTranslations } from "next-intl"
import { type AccessKeysView, requestLogAddress } from "@/app/(console)/[organization]/iam/access-keys/search-params"
import { Tabs } from "@/components/ui/tabs"

/** The keys, and what was asked with them. */
export function Views({ path, tab }: { path: Route; tab: AccessKeysView["tab"] }) {
  const t = useTranslations("accessKeys")
  const log = useTranslations("requestLog")
  return (
    <Tabs
      label={t("views")}
      tabs={[
        { href: path, label: t("keys"), current: tab === "keys" },
        { href: requestLogAddress(path), label: log("title"), current: tab === "requests" },
      ]}
    />
  )
}
