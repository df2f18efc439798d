"use client"

import { useTranslations } from "next-intl"
import type { MouseEvent } from "react"
import type { Refused } from "@/lib/outcome"
import { profileFields } from "@/lib/rows"
import { Button } from "./ui/button"
import { toast } from "./ui/toasts"

/** How fields stand now that somebody else has saved meanwhile, where that is not what was typed. */
export type Stands = Partial<Record<(typeof profileFields)[number], string>>

export function standsIn({ facts = {}, typed }: Refused): Stands {
  const changed = profileFields.filter((field) => field in facts && String(facts[field]) !== typed[field])
  return Object.fromEntries(changed.map((field) => [field, String(facts[field])]))
}

/** Puts the values of the other editor into the form, in place of one's own; only Save makes them count. */
export function Meanwhile({ stands, onTaken }: { stands: Stands; onTaken: () => void }) {
  const t = useTranslations("profile")
  if (Object.keys(stands).length === 0) return null
  const take = ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => {
    for (const [field, value] of Object.entries(stands)) {
      const control = form?.elements.namedItem(field)
      if (control && "value" in control) control.value = value
    }
    onTaken()
    toast.success(t("taken"))
  }
  return (
    <Button className="self-start" onClick={take}>
      {t("takeOver")}
    </Button>
  )
}
