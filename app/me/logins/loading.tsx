import { useTranslations } from "next-intl"
import { FRAMED, WithoutScript } from "@/components/forms/without-script"
import { Card } from "@/components/ui/card"
import { PageHeader } from "@/components/ui/page-header"
import { Skeleton } from "@/components/ui/skeleton"

export default function LoadingLogins() {
  const t = useTranslations("logins")
  return (
    <>
      <PageHeader title={t("title")} facts={t("lead")} />
      <Card>
        <div role="status" aria-label={t("loading")} className="flex flex-col gap-4">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </div>
      </Card>
      <WithoutScript rules={FRAMED} />
    </>
  )
}
