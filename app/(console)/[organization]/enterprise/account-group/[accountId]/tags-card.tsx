import { getTranslations } from "next-intl/server"
import { Badge } from "@/components/ui/badge"
import { Callout } from "@/components/ui/callout"
import { Card } from "@/components/ui/card"
import type { MemberDetail } from "@/lib/shared/rows/members"
import type { TagViolation } from "@/lib/shared/rows/tags"

/** Limits how many of the values that a policy allows are shown. */
const NAMED_MAX = 8

/** Shows the tags of the account, and which of them the present policies would not allow. */
export async function TagsCard({ tags }: Pick<MemberDetail, "tags">) {
  const t = await getTranslations("memberDetail.tags")
  return (
    <Card title={t("title")} description={t("lead")}>
      {tags.some(({ fault }) => fault) && <Callout tone="warning">{t("stays")}</Callout>}
      {tags.length > 0 ? (
        <dl className="divide-y">
          {tags.map((tag) => (
            <Line key={tag.key} tag={tag} />
          ))}
        </dl>
      ) : (
        <p className="text-tertiary">{t("none")}</p>
      )}
    </Card>
  )
}

async function Line({ tag: { key, value, fault } }: { tag: MemberDetail["tags"][number] }) {
  const t = await getTranslations("memberDetail.tags")
  return (
    <div className="grid gap-x-6 gap-y-1 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-[minmax(7rem,2fr)_3fr]">
      <dt className="wrap-anywhere">
        <code>{key}</code>
      </dt>
      <dd className="flex min-w-0 flex-col gap-1">
        {value ? <bdi className="wrap-anywhere">{value}</bdi> : <span className="text-tertiary">{t("empty")}</span>}
        {fault && <Fault {...fault} />}
      </dd>
    </div>
  )
}

async function Fault({ why, right }: TagViolation) {
  const t = await getTranslations("memberDetail.tags")
  const values = right.slice(0, NAMED_MAX).map((value) => value || t("empty"))
  const named = [...values, ...(right.length > NAMED_MAX ? ["…"] : [])].join(", ")
  return (
    <>
      <Badge tone="warning" mark="triangle-alert">
        {t("fault")}
      </Badge>
      <span className="wrap-anywhere text-secondary text-sm">
        {why === "case" ? t("case", { key: named }) : named ? t("value", { values: named }) : t("noValue")}
      </span>
    </>
  )
}
