"use client"

import { useSearchParams } from "next/navigation"
import { useTranslations } from "next-intl"
import { useEffect, useEffectEvent, useState } from "react"
import { useToastedAction } from "@/components/forms/call-action"
import type { Matching } from "@/components/lists/selection/act"
import { type Selectable, useListSelection } from "@/components/lists/selection/selection"
import { Button } from "@/components/ui/button"
import { unpack } from "@/components/ui/packed"
import { useWords } from "@/components/ui/words"
import { counted } from "@/lib/shared/counts"

interface SelectMoreProps<R extends Selectable, Row> {
  organizationId: string
  matching: Matching<Row>
  read: (row: Row) => R
}

interface Found<R> {
  view: string
  rows: R[]
  later: string | null
}

/** Selects the rest of the page, and then all that the filters of the address find on other pages too. */
export function SelectMore<R extends Selectable, Row extends object>(props: SelectMoreProps<R, Row>) {
  const t = useTranslations("selection")
  const { locale } = useWords()
  const { rows, page, more, selectPage } = useListSelection<R>()
  const { found, gathered, gather } = useMatches(props)
  const isWhole = page.every(({ id }) => rows.some((row) => row.id === id))
  if (!isWhole) return <More onPress={selectPage}>{t("page", { count: page.length })}</More>
  if (!more || rows.length > page.length) return null
  if (gathered !== null)
    return (
      <p role="status" data-figures className="text-secondary">
        {t("gathering", { count: gathered })}
      </p>
    )
  if (!found) return null
  const count = found.later ? found.rows.length + 1 : found.rows.length
  return <More onPress={gather}>{t("matching", { count: counted(count, locale) })}</More>
}

function More({ onPress, children }: { onPress: () => void; children: string }) {
  return (
    <Button look="quiet" onClick={onPress}>
      {children}
    </Button>
  )
}

/** What the filters find, of which the first are read once the page is selected, and the rest when all are wanted. */
function useMatches<R extends Selectable, Row extends object>({
  organizationId,
  matching,
  read,
}: SelectMoreProps<R, Row>) {
  const view = useSearchParams().toString()
  const callAction = useToastedAction()
  const { rows, page, more, selectAll } = useListSelection<R>()
  const [found, setFound] = useState<Found<R> | null>(null)
  const [gathered, setGathered] = useState<number | null>(null)
  const look = async (cursor?: string): Promise<Found<R> | null> => {
    const answer = await callAction(matching, { organizationId, query: view, cursor })
    return answer && { view, rows: unpack(answer.value.rows).map(read), later: answer.value.later }
  }
  const lookOnce = useEffectEvent(async () => setFound(await look()))
  const isWhole = more && page.length > 0 && rows.length === page.length
  useEffect(() => {
    if (isWhole) void lookOnce()
  }, [isWhole])
  const gather = async () => {
    let all = found
    while (all?.later) {
      setGathered(all.rows.length)
      const next = await look(all.later)
      all = next && { ...next, rows: [...all.rows, ...next.rows] }
    }
    setGathered(null)
    if (all) selectAll(all.rows)
  }
  return { found: found?.view === view ? found : null, gathered, gather }
}
