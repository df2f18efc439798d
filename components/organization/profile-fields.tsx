"use client"

import { useTranslations } from "next-intl"
import { use, useEffect, useRef } from "react"
import { RefusalContext } from "@/components/forms/form"
import type { ProfileBaseline } from "@/components/organization/profile-conflict"
import { TextareaField, TextField } from "@/components/ui/field"
import { SelectField } from "@/components/ui/select"
import { ADDRESS_MAX, LICENCE_MAX, NAME_MAX } from "@/lib/shared/lengths"
import type { ProfileFields as Fields, Profile } from "@/lib/shared/rows/organization"

type Choice = readonly [value: string, word: string]

/** What can be chosen, in the reader's language and order. */
export type ProfileChoices = Record<"industry" | "country" | "scale", readonly Choice[]>

interface ProfileFieldsProps {
  profile: Profile
  choices: ProfileChoices
  meanwhile: ProfileBaseline
}

/** The fields of the profile, of which the name and the Organization ID are never empty. */
export function ProfileFields({ profile, choices, meanwhile }: ProfileFieldsProps) {
  const t = useTranslations("profile")
  const errors = use(RefusalContext)?.fields ?? {}
  const first = useRef<HTMLInputElement>(null)
  // On a slow device somebody is typing by the time the script comes: what they type stays in its field.
  useEffect(() => {
    if (!document.activeElement?.matches("input, textarea, select")) first.current?.focus()
  }, [])
  const { taken, stands } = meanwhile
  const news = (name: keyof Fields) => {
    if (name in taken) return <News>{t("changed")}</News>
    const now = stands[name]
    return now === undefined ? undefined : <News>{t("now", { value: wordOf(choices, name, now) || t("empty") })}</News>
  }
  const field = (name: keyof Fields, hint?: string) => ({
    name,
    label: t(name),
    defaultValue: profile[name] ?? "",
    error: errors[name],
    hint: news(name) ?? hint,
  })
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <TextField {...field("name")} ref={first} autoComplete="organization" limit={NAME_MAX} required />
      <TextField
        {...field("handle", t("handleHint"))}
        className="[&_input]:font-mono"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <TextareaField
        {...field("address")}
        className="sm:col-span-2"
        autoComplete="street-address"
        limit={ADDRESS_MAX}
        rows={2}
      />
      <SelectField {...field("industry")} className="sm:col-span-2">
        {optionsOf(choices.industry, t("empty"))}
      </SelectField>
      <TextField
        {...field("licenceNumber")}
        className="sm:col-span-2"
        autoComplete="off"
        spellCheck={false}
        limit={LICENCE_MAX}
      />
      <SelectField {...field("country")}>{optionsOf(choices.country, t("empty"))}</SelectField>
      <SelectField {...field("scale")}>{optionsOf(choices.scale, t("empty"))}</SelectField>
    </div>
  )
}

/** What somebody else has done to the field meanwhile. */
function News({ children }: { children: string }) {
  return (
    <span className="whitespace-pre-line break-words text-sm text-warning" dir="auto">
      {children}
    </span>
  )
}

function optionsOf(choices: readonly Choice[], empty: string) {
  return [["", empty] as const, ...choices].map(([value, word]) => (
    <option key={value} value={value}>
      {word}
    </option>
  ))
}

function wordOf(choices: Partial<Record<string, readonly Choice[]>>, name: string, value: string): string {
  return choices[name]?.find(([one]) => one === value)?.[1] ?? value
}
