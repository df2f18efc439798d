"use client"

import type { Route } from "next"
import type { ComponentProps, ReactNode } from "react"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { PasskeyButton } from "@/components/factors/passkey-button"
import { ActionForm, type FormAction } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { PageFrame } from "@/components/shell/page-frame"
import type { PreferenceActions } from "@/components/shell/preferences"
import { CenteredCard } from "@/components/ui/centered-card"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { Tile } from "@/components/ui/tile"

interface LoginCardProps extends Pick<PreferenceActions, "setLocale"> {
  logIn: FormAction
  /** Where the login goes on to. */
  next: string
  words: Record<"contact" | "password" | "submit" | "forgot" | "noAccount" | "register", string> & {
    title: ReactNode
    /** Missing where passkeys cannot be used. */
    passkey?: string
  }
  forgot: Route
  register: Route
  /** Whose mark it carries: what the login is for. */
  organization?: string
  /** What is said of the contact. */
  hint?: ReactNode
  /** Why the visitor is here: above the title and below it. */
  expired?: ReactNode
  done?: ReactNode
}

/** The login, drawn by one component: every visitor begins here, and its parts would weigh more than their words. */
export function LoginCard({
  logIn,
  setLocale,
  next,
  words,
  organization,
  hint,
  expired,
  done,
  ...ways
}: LoginCardProps) {
  return (
    <PageFrame setLocale={setLocale}>
      <CenteredCard
        tile={
          <>
            {expired}
            {organization && <Tile name={organization} size="large" />}
          </>
        }
        title={words.title}
        footer={
          <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
            <TextLink href={ways.forgot}>{words.forgot}</TextLink>
            <span>
              {words.noAccount} <TextLink href={ways.register}>{words.register}</TextLink>
            </span>
          </div>
        }
      >
        {done}
        <ActionForm action={logIn}>
          <ReturnFields next={next} />
          <FormField name="contact" label={words.contact} hint={hint} autoComplete="username" required />
          <FormField name="password" label={words.password} type="password" autoComplete="current-password" required />
          <SubmitButton size="large" wide>
            {words.submit}
          </SubmitButton>
        </ActionForm>
        {words.passkey && <PasskeyButton {...byPasskey(logIn)} next={next} label={words.passkey} />}
      </CenteredCard>
    </PageFrame>
  )
}

/** The action of the form, as the button calls it: to be given what to ask, and with the answer. */
function byPasskey(logIn: FormAction) {
  const call = (_: null, typed: Record<string, unknown>) => logIn(null, { passkey: "on", ...typed })
  return { options: call, answer: call } as Pick<ComponentProps<typeof PasskeyButton>, "options" | "answer">
}
