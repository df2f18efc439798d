import type { Metadata, Route } from "next"
import { getTranslations } from "next-intl/server"
import { AuthCard } from "@/app/(auth)/auth-card"
import { LinkButton } from "@/components/ui/link-button"
import { safePath } from "@/lib/web/safe-path"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("renewed"))("title") }
}

/** Answers a form of a page that an earlier version has drawn, sent without JavaScript. */
export default async function RenewedPage({ searchParams }: PageProps<"/renewed">) {
  const [t, { next }] = await Promise.all([getTranslations("renewed"), searchParams])
  return (
    <AuthCard title={t("title")} lead={t("lead")}>
      <LinkButton look="primary" size="large" wide href={safePath(next) as Route}>
        {t("loadAgain")}
      </LinkButton>
    </AuthCard>
  )
}
