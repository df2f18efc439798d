"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { ActionForm, type FormAction } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { keepTyped } from "@/components/ui/keeping"
import { Dialog } from "@/components/ui/overlay"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"

interface LogInAgainProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  logIn: FormAction
}

/** Logs in over the page, which keeps what was typed on it and is drawn again with the rights of the new login. */
export function LogInAgain({ open, onOpenChange, logIn }: LogInAgainProps) {
  const t = useTranslations("session")
  const logInHere: FormAction = async (previous, typed) => {
    // Who owes a second step gives it on a page of its own, and comes back to this one.
    const forget = keepTyped()
    const outcome = await logIn(previous, typed)
    forget()
    if (outcome.ok) onOpenChange(false)
    return outcome
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("ended")} description={t("endedHint")}>
      <ActionForm action={logInHere}>
        <input type="hidden" name="next" value={pathHere()} />
        <FormField name="contact" label={t("contact")} autoComplete="username" required />
        <FormField name="password" label={t("password")} type="password" autoComplete="current-password" required />
        <SubmitButton size="large" wide>
          {t("logInAgain")}
        </SubmitButton>
      </ActionForm>
      <TextLink href={`/forgot?${comingBack()}` as Route} className="self-start text-sm">
        {t("forgot")}
      </TextLink>
    </Dialog>
  )
}

function comingBack() {
  return new URLSearchParams({ next: pathHere() })
}

/** The dialog is drawn in the browser alone. */
function pathHere() {
  return typeof window === "undefined" ? "/" : window.location.pathname + window.location.search
}
