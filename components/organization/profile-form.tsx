"use client"

import type { Route } from "next"
import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useEffect, useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import { baselineAfter, freshBaseline, TakeOver, writeFields } from "@/components/organization/profile-conflict"
import { type ProfileChoices, ProfileFields } from "@/components/organization/profile-fields"
import { RouterButton } from "@/components/ui/router-links"
import { SubmitButton } from "@/components/ui/submit-button"
import { toast } from "@/components/ui/toasts"
import { useWords } from "@/components/ui/words"
import type { Refused } from "@/lib/shared/outcome"
import type { Profile } from "@/lib/shared/rows/organization"

interface ProfileFormProps {
  organizationId: string
  profile: Profile
  choices: ProfileChoices
  action: ServerAction
  /** Where the profile is shown. */
  back: Route
}

/** Edits the profile; where somebody else was first it keeps what was typed and shows the saved values beside it. */
export function ProfileForm({ organizationId, profile, choices, action, back }: ProfileFormProps) {
  const t = useTranslations("profile")
  const { cancel } = useWords()
  const router = useRouter()
  const [meanwhile, setMeanwhile] = useState(freshBaseline(profile))
  const typed = useUnsaved()
  const saved = () => {
    typed.forget()
    toast.success(t("saved"))
    router.replace(back)
  }
  const refused = (refusal: Refused, form: HTMLFormElement) => {
    if (refusal.code !== "changed_meanwhile") return
    const now = baselineAfter(meanwhile, refusal)
    writeFields(form, now.taken)
    setMeanwhile(now)
  }
  return (
    <ConsoleForm
      action={action}
      more={{ organizationId, version: String(meanwhile.version) }}
      onDone={saved}
      onRefused={refused}
    >
      {(pending) => (
        <div onInput={typed.note} className="flex flex-col gap-5">
          <TakeOver stands={meanwhile.stands} onTaken={() => setMeanwhile({ ...meanwhile, stands: {} })} />
          <ProfileFields profile={profile} choices={choices} meanwhile={meanwhile} />
          <footer className="flex flex-wrap justify-end gap-2">
            <RouterButton href={back}>{cancel}</RouterButton>
            <SubmitButton pending={pending}>{t("save")}</SubmitButton>
          </footer>
        </div>
      )}
    </ConsoleForm>
  )
}

/** Lets the browser ask before a page with unsaved input is closed. */
function useUnsaved() {
  const [unsaved, setUnsaved] = useState(false)
  useEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener("beforeunload", ask)
    return () => window.removeEventListener("beforeunload", ask)
  }, [unsaved])
  return { note: () => setUnsaved(true), forget: () => setUnsaved(false) }
}
