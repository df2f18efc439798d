import { Inbox } from "lucide-react"
import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { Entry } from "@/app/mailbox/entry"
import { PageHeader } from "@/components/ui/page-header"
import { EmptyState } from "@/components/ui/table-states"
import { database } from "@/lib/core/context"
import { hasMailbox, mailboxLetters } from "@/lib/letters/mailbox"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("mailbox")
  return { title: t("title") }
}

/** The letters of a demo, which leave the machine in no other way. */
export default async function Mailbox() {
  if (!hasMailbox()) notFound()
  const [t, letters] = await Promise.all([getTranslations("mailbox"), mailboxLetters(database())])
  return (
    <main id="content" className="mx-auto flex w-full max-w-3xl flex-col gap-5 px-4 py-8">
      <PageHeader title={t("title")} facts={t("lead")} />
      {letters.length === 0 && (
        <EmptyState icon={<Inbox />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      )}
      {letters.length > 0 && (
        <ul className="divide-y overflow-hidden rounded-lg border bg-surface">
          {letters.map((letter) => (
            <Entry key={letter.id} {...letter} />
          ))}
        </ul>
      )}
    </main>
  )
}
