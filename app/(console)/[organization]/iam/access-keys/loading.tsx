import { useTranslations } from "next-intl"
import { PageHeader } from "@/components/ui/page-header"
import { Skeleton } from "@/components/ui/skeleton"
import { Head, Table } from "@/components/ui/table"
import { SkeletonRows } from "@/components/ui/table-states"
import { CONSOLE, WithoutScript } from "@/components/without-script"

/** Where everything will stand. */
export default function LoadingAccessKeys() {
  const t = useTranslations("accessKeys")
  const heads = [t("name"), t("permissions"), t("created"), t("lastUsed"), t("status")]
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={<Skeleton className="w-64" />}
        actions={<Skeleton className="h-8 w-36" />}
      />
      <div role="status" aria-label={t("loading")} className="flex flex-col gap-5">
        <Skeleton className="h-10 w-64" />
        <Table label={t("loading")} head={heads.map((head) => <Head key={head}>{head}</Head>)}>
          <SkeletonRows rows={4} columns={heads.length} />
        </Table>
      </div>
      <WithoutScript rules={CONSOLE} />
    </>
  )
}
