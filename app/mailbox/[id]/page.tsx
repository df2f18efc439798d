import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { PlainText } from "@/app/mailbox/[id]/plain-text"
import { PageHeader } from "@/components/ui/page-header"
import { Tabs } from "@/components/ui/tabs"
import { TextLink } from "@/components/ui/text-link"
import { Time } from "@/components/ui/time"
import { shownContact } from "@/lib/core/contacts"
import { database } from "@/lib/core/context"
import { hasMailbox, mailboxLetter } from "@/lib/letters/mailbox"

/** What a letter may do in its frame: open its link in a page of its own, nothing else. */
const SANDBOX = "allow-popups allow-popups-to-escape-sandbox"

/** One letter, as its reader sees it. */
export default async function MailboxLetter({ params, searchParams }: PageProps<"/mailbox/[id]">) {
  if (!hasMailbox()) notFound()
  const [{ id }, { as }, t] = await Promise.all([params, searchParams, getTranslations("mailbox")])
  const letter = await mailboxLetter(database(), id)
  if (!letter) notFound()
  const { subject, recipient, sentAt, locale, html, text } = letter
  const plain = html === null || as === "text"
  const tabs = [
    { href: `/mailbox/${id}`, label: t("letter"), current: !plain },
    { href: `/mailbox/${id}?as=text`, label: t("text"), current: plain },
  ]
  return (
    <main id="content" className="mx-auto flex w-full max-w-3xl flex-col gap-5 px-4 py-8">
      <div className="flex justify-between gap-4">
        <TextLink href="/mailbox">{t("back")}</TextLink>
        <TextLink href="/">{t("console")}</TextLink>
      </div>
      <PageHeader
        title={<span lang={locale}>{subject}</span>}
        facts={
          <>
            {t("to", { recipient: shownContact(recipient) })} · <Time value={sentAt} absolute />
          </>
        }
      />
      {html !== null && <Tabs label={t("views")} tabs={tabs} />}
      {plain ? (
        <PlainText text={text} locale={locale} />
      ) : (
        <iframe
          title={subject}
          srcDoc={html}
          sandbox={SANDBOX}
          className="h-[48rem] w-full rounded-lg border bg-surface"
        />
      )}
    </main>
  )
}
