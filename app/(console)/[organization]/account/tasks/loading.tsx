import { useTranslations } from "next-intl"
import { PageHeader } from "@/components/ui/page-header"
import { Skeleton } from "@/components/ui/skeleton"
import { Head, Table } from "@/components/ui/table"
import { SkeletonRows } from "@/components/ui/table-states"
import { CONSOLE, WithoutScript } from "@/components/without-script"

/** Where everything will stand. */
export default function LoadingTasks() {
  const t = useTranslations("tasks")
  const heads = [t("applicant"), t("sent"), t("until"), t("actions")]
  return (
    <>
      <PageHeader title={t("title")} facts={<Skeleton className="w-64" />} />
      <div role="status" aria-label={t("loading")}>
        <Table label={t("loading")} head={heads.map((head) => <Head key={head}>{head}</Head>)}>
          <SkeletonRows rows={4} columns={heads.length} />
        </Table>
      </div>
      <WithoutScript rules={CONSOLE} />
    </>
  )
}
