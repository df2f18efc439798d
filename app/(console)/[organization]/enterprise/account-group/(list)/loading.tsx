import { useTranslations } from "next-intl"
import { PageHeader } from "@/components/ui/page-header"
import { Skeleton } from "@/components/ui/skeleton"
import { Head, Table } from "@/components/ui/table"
import { SkeletonRows } from "@/components/ui/table-states"
import { CONSOLE, WithoutScript } from "@/components/without-script"

const columns = ["name", "number", "joined", "entity", "security"] as const

/** Where everything will stand. */
export default function LoadingAccountGroup() {
  const t = useTranslations("accountGroup")
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={<Skeleton className="w-64" />}
        actions={<Skeleton className="h-8 w-44" />}
      />
      <div role="status" aria-label={t("loading")} className="flex flex-col gap-5">
        <Skeleton className="h-9 w-80" />
        <Table label={t("loading")} head={columns.map((column) => <Head key={column}>{t(column)}</Head>)}>
          <SkeletonRows rows={8} columns={columns.length} />
        </Table>
      </div>
      <WithoutScript rules={CONSOLE} />
    </>
  )
}
