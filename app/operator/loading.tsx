import { useTranslations } from "next-intl"
import { FRAMED, WithoutScript } from "@/components/forms/without-script"
import { PageHeader } from "@/components/ui/page-header"
import { Skeleton } from "@/components/ui/skeleton"
import { Head, Table } from "@/components/ui/table"
import { SkeletonRows } from "@/components/ui/table-states"

export default function LoadingRequests() {
  const t = useTranslations("operator")
  const heads = [t("organization"), t("licenceNumber"), t("type"), t("applicant"), t("submitted"), t("status")]
  return (
    <>
      <PageHeader title={t("title")} facts={t("lead")} actions={<Skeleton className="h-8 w-32" />} />
      <div role="status" aria-label={t("loading")} className="flex flex-col gap-5">
        <Skeleton className="h-10 w-48" />
        <Table label={t("loading")} head={heads.map((head) => <Head key={head}>{head}</Head>)}>
          <SkeletonRows rows={8} columns={heads.length} />
        </Table>
      </div>
      <WithoutScript rules={FRAMED} />
    </>
  )
}
