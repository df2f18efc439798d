import type { ComponentProps } from "react"
import { setLocale } from "@/app/preferences/actions"
import { PageFrame } from "@/components/shell/page-frame"
import { CenteredCard } from "@/components/ui/centered-card"

/** The card of a page of login or registration, in its frame. A layout would weigh more than it. */
export function AuthCard(card: ComponentProps<typeof CenteredCard>) {
  return (
    <PageFrame setLocale={setLocale}>
      <CenteredCard {...card} />
    </PageFrame>
  )
}
