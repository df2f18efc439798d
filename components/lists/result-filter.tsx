import { useTranslations } from "next-intl"
import { FilterChoice } from "@/components/lists/filter-choice"

export const results = ["done", "refused"] as const
export type Result = (typeof results)[number]

interface ResultFilterProps {
  /** Whose words it says. */
  of: "audit" | "requestLog"
  value: Result | undefined
}

/** Narrows a list to what was done, or to what was refused. */
export function ResultFilter({ of, value }: ResultFilterProps) {
  const t = useTranslations(of)
  const options = results.map((result) => [result, t(result)] as const)
  return <FilterChoice name="result" all={t("anyResult")} value={value} options={options} />
}
