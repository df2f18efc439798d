import type { ReactNode } from "react"
import { useWords } from "@/components/ui/words"
import { languageNames, locales } from "@/lib/shared/languages"

type FormAction = (form: FormData) => Promise<void>

export interface PreferenceActions {
  setLocale: FormAction
  setTheme: FormAction
}

const themes = ["system", "light", "dark"] as const

export function LanguageSwitch({ action }: { action: FormAction }) {
  const { locale: present, language } = useWords()
  return (
    <Choice action={action} label={language}>
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
  action: FormAction
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

function Choice({ action, label, children }: { action: FormAction; label: string; children: ReactNode }) {
  return (
    <form action={action}>
      <fieldset className="choice">
        <legend>{label}</legend>
        <div>{children}</div>
      </fieldset>
    </form>
  )
}

interface OptionProps {
  name: string
  value: string
  lang?: string
  pressed?: boolean
  children: ReactNode
}

function Option({ pressed, children, ...button }: OptionProps) {
  return (
    <button {...button} type="submit" aria-pressed={pressed} className="option">
      {children}
    </button>
  )
}
