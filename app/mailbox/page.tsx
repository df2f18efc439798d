import { Inbox } from "lucide-react"
import type { Metadata, Route } from "next"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { Entry } from "@/app/mailbox/entry"
import { FilterChoice } from "@/components/lists/filter-choice"
import { ListFilters } from "@/components/lists/filters"
import { NoMatch, ResultCount } from "@/components/lists/result-count"
import { PageHeader } from "@/components/ui/page-header"
import { Pager } from "@/components/ui/pager"
import { EmptyState } from "@/components/ui/table-states"
import { TextLink } from "@/components/ui/text-link"
import { database } from "@/lib/core/context"
import { hasMailbox, mailboxLetters } from "@/lib/letters/mailbox"
import { first, oneOf, searchText, withQuery } from "@/lib/web/search-params"

const HERE = "/mailbox"
const channels = ["email", "sms"] as const

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("mailbox")
  return { title: t("title") }
}

/** The letters of a demo, which leave the machine in no other way. */
export default async function Mailbox({ searchParams }: PageProps<"/mailbox">) {
  if (!hasMailbox()) notFound()
  const [t, query] = await Promise.all([getTranslations("mailbox"), searchParams])
  const view = { search: searchText(query.q), channel: oneOf(channels, query.channel), page: pageOf(first(query.page)) }
  const { letters, older } = await mailboxLetters(database(), view)
  const filtered = view.search !== "" || view.channel !== undefined
  const at = (page: number) => withQuery(HERE, { q: view.search, channel: view.channel, page: String(page) })
  return (
    <main id="content" className="mx-auto flex w-full max-w-3xl flex-col gap-5 px-4 py-8">
      <PageHeader title={t("title")} facts={t("lead")} actions={<TextLink href="/">{t("console")}</TextLink>} />
      <ListFilters label={t("filter")} search={t("search")} value={view.search}>
        <FilterChoice
          name="channel"
          all={t("anyChannel")}
          value={view.channel}
          options={[
            ["email", t("onlyEmail")],
            ["sms", t("onlySms")],
          ]}
        />
      </ListFilters>
      {filtered && <ResultCount count={letters.length} more={older} />}
      {letters.length > 0 && (
        <ul className="divide-y overflow-hidden rounded-lg border bg-surface">
          {letters.map((letter) => (
            <Entry key={letter.id} {...letter} />
          ))}
        </ul>
      )}
      {letters.length === 0 && <Nothing filtered={filtered || view.page > 1} />}
      <Pager newer={view.page > 1 ? at(view.page - 1) : null} older={older ? at(view.page + 1) : null} />
    </main>
  )
}

async function Nothing({ filtered }: { filtered: boolean }) {
  const t = await getTranslations("mailbox")
  if (filtered) return <NoMatch title={t("noMatch")} hint={t("noMatchHint")} all={HERE as Route} />
  return (
    <EmptyState icon={<Inbox />} title={t("empty")}>
      {t("emptyHint")}
    </EmptyState>
  )
}

function pageOf(typed: string | undefined): number {
  return /^[1-9]\d{0,3}$/.test(typed ?? "") ? Number(typed) : 1
}
