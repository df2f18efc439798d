import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { withReturnTo } from "@/app/(auth)/return-to"
import { LetterEnd } from "@/components/letters/letter-end"
import { MailOpen, TimerOff, Unlink } from "@/components/ui/icons"
import { TextLink } from "@/components/ui/text-link"
import type { Shown } from "@/lib/handshake/view"
import { waitFor } from "@/lib/web/action"
import type { LetterPage } from "@/lib/web/letter-cookie"
import { visitor } from "@/lib/web/session"

/** Pages that wait for no account. */
const OPEN_TO_ANYBODY: LetterPage[] = ["activate", "opt-out", "not-me"]

/** Invalid or Expired: the one answer that a stranger gets to an unknown, revoked or expired link. */
export async function InvalidScreen({ page }: { page: LetterPage }) {
  const [t, { kind }] = await Promise.all([getTranslations(), visitor()])
  const waits = !OPEN_TO_ANYBODY.includes(page) && kind !== "logged-in"
  const link = (text: ReactNode) => <TextLink href={withReturnTo({ next: `/${page}` }, "/login")}>{text}</TextLink>
  return (
    <LetterEnd
      icon={Unlink}
      title={t(`${page}.invalid.title`)}
      lead={t(`${page}.invalid.lead`)}
      footer={waits && <p>{t.rich("letter.learnMore", { link })}</p>}
    />
  )
}

/** No link at all: this browser does not hold the one that was opened, or not any more. */
export async function OpenHereScreen({ page }: { page: LetterPage }) {
  const t = await getTranslations("letter.openHere")
  const link = (text: ReactNode) => <TextLink href="/me">{text}</TextLink>
  return (
    <LetterEnd
      icon={MailOpen}
      title={t("title")}
      lead={t("lead")}
      footer={
        <>
          <p>{t("cookies")}</p>
          {page === "invite" && <p>{t.rich("waiting", { link })}</p>}
        </>
      }
    />
  )
}

/** Too many links that open nothing came from this address. */
export async function TooManyScreen({ retryAfter }: Shown<"too-many">) {
  const t = await getTranslations("letter.tooMany")
  return <LetterEnd icon={TimerOff} title={t("title")} lead={t("lead", { wait: await waitFor(retryAfter) })} />
}
