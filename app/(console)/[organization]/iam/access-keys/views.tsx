import type { Route } from "next"
import { useTranslations } from "next-intl"
import { Tabs } from "@/components/ui/tabs"
import { logOf, type View } from "./address"

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
