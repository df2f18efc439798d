"use client"

import { CenteredCard } from "@/components/ui/centered-card"
import { LinkButton } from "@/components/ui/link-button"
import { useWords } from "@/components/ui/words"

/** A page that is not there, or not for this visitor. Every page carries it, so the browser draws it. */
export function DeadEnd({ why }: { why: "forbidden" | "notFound" }) {
  const { [why]: words, way } = useWords().deadEnds
  return (
    <CenteredCard title={words.title} lead={words.body}>
      <LinkButton href="/" size="large" wide>
        {way}
      </LinkButton>
    </CenteredCard>
  )
}
