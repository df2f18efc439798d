"use client"

import type { Route } from "next"
import { usePathname } from "next/navigation"
import { type ReactNode, useEffect } from "react"
import { Button } from "@/components/ui/button"
import { CenteredCard } from "@/components/ui/centered-card"
import { LinkButton } from "@/components/ui/link-button"
import { useFailure, useWords, WordsProvider } from "@/components/ui/words"
import { controls } from "@/lib/i18n/controls"
import { ZONE_COOKIE } from "@/lib/shared/languages"
import type { Locale } from "@/lib/shared/roles"

/** Gives controls and dead ends their words, which the browser keeps: no page carries them. */
export function ControlWords({ locale, children }: { locale: Locale; children: ReactNode }) {
  useEffect(tellZone, [])
  return <WordsProvider words={{ locale, ...controls[locale] }}>{children}</WordsProvider>
}

/** Tells the server whose days the reader's days are. */
function tellZone() {
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has a Cookie Store
  document.cookie = `${ZONE_COOKIE}=${zone}; path=/; max-age=31536000; samesite=lax`
}

/** A page that is not there, or not for this visitor. Every page carries it, so the browser draws it. */
export function DeadEnd({ why }: { why: "forbidden" | "notFound" }) {
  const { [why]: what, toStart } = useWords()
  return <Dead {...what} href="/" way={toStart} />
}

/** Answers alike for an organization that does not exist and for one the visitor does not belong to. */
export function NoOrganization() {
  const { noOrganization, toOrganizations } = useWords()
  if (!usePathname().startsWith("/o-")) return <DeadEnd why="notFound" />
  return <Dead {...noOrganization} href="/me" way={toOrganizations} />
}

function Dead({ title, body, href, way }: { title: string; body: string; href: Route; way: string }) {
  return (
    <CenteredCard title={title} lead={body}>
      <LinkButton href={href} size="large" wide>
        {way}
      </LinkButton>
    </CenteredCard>
  )
}

/** Shows only the number by which the logs have what was thrown, or that no database answered. */
export function Failed({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const words = useWords()
  const { title, body, number } = useFailure(error.digest)
  return (
    <CenteredCard title={title} lead={body} footer={number && `${words.failed.reference}: ${number}`}>
      <Button size="large" wide onClick={retry}>
        {words.retry}
      </Button>
    </CenteredCard>
  )
}
