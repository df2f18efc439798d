"use client"

import { useTranslations } from "next-intl"
import { linksAsCsv } from "@/components/invitations/many/links"
import type { Many } from "@/components/invitations/many/many"
import { Button } from "@/components/ui/button"
import { CopyButton } from "@/components/ui/copy-button"
import { useFocusAsDrawn } from "@/components/ui/focus"

interface ManyResultProps {
  many: Many
  /** Sends once more what was not sent. */
  retry: () => void
}

/** What came of an act: how many were sent, what is left of the list, and the links. It takes the focus. */
export function ManyResult({ many: { result, list, progress }, retry }: ManyResultProps) {
  const t = useTranslations("many.result")
  const heads = useTranslations("many.columns")
  const { acts, sent, all } = result
  const box = useFocusAsDrawn<HTMLElement>(acts)
  if (acts === 0) return null
  const csv = () => linksAsCsv([heads("contact"), heads("link")], all)
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-labelledby="many-result"
      className="flex flex-col gap-2 rounded-lg bg-success-soft p-3 text-success"
      data-figures
    >
      <h3 id="many-result" className="font-semibold">
        {t("sent", { count: sent })}
      </h3>
      {list.length > 0 && <p className="text-foreground text-sm">{t("left", { count: list.length })}</p>}
      <div className="flex flex-wrap gap-2">
        {all.length > 0 && <CopyButton text={csv()} label={t("copy")} />}
        {list.length > 0 && (
          <Button onClick={retry} pending={progress !== null}>
            {t("retry")}
          </Button>
        )}
      </div>
    </section>
  )
}
