"use client"

import type { ReactNode } from "react"
import { type ButtonAction, ButtonForm } from "@/components/forms/button-form"
import { useWords } from "@/components/ui/words"
import { languageNames, locales } from "@/lib/shared/languages"

export interface PreferenceActions {
  setLocale: ButtonAction
  setTheme: ButtonAction
  setKeys: ButtonAction
}

const themes = ["system", "light", "dark"] as const

export function LanguageSwitch({ action, bare }: { action: ButtonAction; bare?: boolean }) {
  const { locale: present, language } = useWords()
  return (
    <Choice action={action} label={language} bare={bare}>
      {locales.map((locale) => (
        <Option key={locale} name="locale" value={locale} lang={locale} pressed={locale === present}>
          {languageNames[locale]}
        </Option>
      ))}
    </Choice>
  )
}

interface ThemeSwitchProps {
  label: string
  nameOf: (theme: (typeof themes)[number]) => string
  action: ButtonAction
}

/** Which one is chosen is marked by the style sheet, from the attribute that also sets the colours. */
export function ThemeSwitch({ label, nameOf, action }: ThemeSwitchProps) {
  return (
    <Choice action={action} label={label}>
      {themes.map((theme) => (
        <Option key={theme} name="theme" value={theme}>
          {nameOf(theme)}
        </Option>
      ))}
    </Choice>
  )
}

interface ChoiceProps {
  action: ButtonAction
  label: string
  /** Whether the label is only heard, where its place says what is chosen. */
  bare?: boolean
  children: ReactNode
}

export function Choice({ action, label, bare, children }: ChoiceProps) {
  return (
    <ButtonForm action={action}>
      <fieldset className="choice">
        <legend className={bare ? "sr-only" : undefined}>{label}</legend>
        <div>{children}</div>
      </fieldset>
    </ButtonForm>
  )
}

interface OptionProps {
  name: string
  value: string
  lang?: string
  pressed?: boolean
  children: ReactNode
}

export function Option({ pressed, children, ...button }: OptionProps) {
  return (
    <button {...button} type="submit" aria-pressed={pressed} className="option">
      {children}
    </button>
  )
}
