"use client"

import { useTranslations } from "next-intl"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { toast } from "@/components/ui/toasts"
import type { Refused } from "@/lib/shared/outcome"
import { type Profile, profileFields } from "@/lib/shared/rows/organization"

export type ProfileValues = Partial<Record<(typeof profileFields)[number], string>>

/** How far a form is behind the saved profile. */
export interface ProfileBaseline {
  /** What was read, and under which number. */
  read: ProfileValues
  version: number
  /** What somebody else has saved since, where nothing was typed: it is in the form. */
  taken: ProfileValues
  /** The same where something else was typed, beside which it is shown. */
  stands: ProfileValues
}

export function freshBaseline(profile: Profile): ProfileBaseline {
  const read = Object.fromEntries(profileFields.map((field) => [field, profile[field] ?? ""]))
  return { read, version: profile.version, taken: {}, stands: {} }
}

/** Reads what somebody else saved first out of a refused save. */
export function baselineAfter({ read }: ProfileBaseline, { facts = {}, typed }: Refused): ProfileBaseline {
  const now = profileFields.filter((field) => field in facts).map((field) => [field, String(facts[field])] as const)
  const differing = now.filter(([field, value]) => value !== typed[field])
  return {
    read: { ...read, ...Object.fromEntries(now) },
    version: Number(facts.version),
    taken: Object.fromEntries(differing.filter(([field]) => typed[field] === read[field])),
    stands: Object.fromEntries(differing.filter(([field]) => typed[field] !== read[field])),
  }
}

/** Writes values into the fields of a form. */
export function writeFields(form: HTMLFormElement | null, values: ProfileValues) {
  for (const [field, value] of Object.entries(values)) {
    const control = form?.elements.namedItem(field)
    if (control && "value" in control) control.value = value
  }
}

/** Offers the values of the other editor in place of one's own; only Save makes them count. */
export function TakeOver({ stands, onTaken }: { stands: ProfileValues; onTaken: () => void }) {
  const t = useTranslations("profile")
  if (Object.keys(stands).length === 0) return null
  const take = (form: HTMLFormElement | null) => {
    writeFields(form, stands)
    onTaken()
    toast.success(t("taken"))
  }
  return (
    <Callout
      tone="warning"
      action={<Button onClick={({ currentTarget }) => take(currentTarget.form)}>{t("takeOver")}</Button>}
    >
      {t("conflict")}
    </Callout>
  )
}
