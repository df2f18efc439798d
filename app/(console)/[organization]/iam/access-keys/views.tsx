import type { Route } from "next"
import { useTranslations } from "next-intl"
import { logOf, type View } from "@/app/(console)/[organization]/iam/access-keys/search-params"
import { Tabs } from "@/components/ui/tabs"

/** The keys, and what was asked with them. */
export function Views({ path, tab }: { path: Route; tab: View["tab"] }) {
  const [t, log] = [useTranslations("accessKeys"), useTranslations("requestLog")]
  return (
    <Tabs
      label={t("views")}
      tabs={[
        { href: path, label: t("keys"), current: tab === "keys" },
        { href: logOf(path), label: log("title"), current: tab === "requests" },
      ]}
    />
  )
}
