import { SearchX } from "lucide-react"
import type { Route } from "next"
import { useTranslations } from "next-intl"
import { RouterButton } from "@/components/ui/router-links"
import { EmptyState } from "@/components/ui/table-states"

/** Tells a screen reader what a search has brought. */
export function ResultCount({ count, more }: { count: number; more: boolean }) {
  const t = useTranslations("lists")
  return (
    <p role="status" className="sr-only">
      {t(more ? "foundMore" : "found", { count })}
    </p>
  )
}

interface NoMatchProps {
  title: string
  hint: string
  /** The list without its filters. */
  all: Route
}

/** A search or a filter that nothing matches, with the way back to everything. */
export function NoMatch({ title, hint, all }: NoMatchProps) {
  const t = useTranslations("lists")
  return (
    <EmptyState icon={<SearchX />} title={title} action={<RouterButton href={all}>{t("clear")}</RouterButton>}>
      {hint}
    </EmptyState>
  )
}
