import type { ReactNode } from "react"
import { useWords } from "@/components/ui/words"
import { languageNames, locales } from "@/lib/shared/roles"

type FormAction = (form: FormData) => Promise<void>

export interface PreferenceActions {
  setLocale: FormAction
  setTheme: FormAction
}

const themes = ["system", "light", "dark"] as const

interface SwitchProps {
  label: string
  action: FormAction
}

export function LanguageSwitch({ label, action }: SwitchProps) {
  const { locale: present } = useWords()
  return (
    <Choice action={action} label={label}>
      {locales.map((locale) => (
        <Option key={locale} name="locale" value={locale} lang={locale} pressed={locale === present}>
          {languageNames[locale]}
        </Option>
      ))}
    </Choice>
  )
}

/** Which one is chosen is marked by the style sheet, from the attribute that also sets the colours. */
export function ThemeSwitch({
  label,
  nameOf,
  action,
}: SwitchProps & { nameOf: (theme: (typeof themes)[number]) => string }) {
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
      <fieldset>
        <legend className="pb-1 font-medium text-tertiary text-xs">{label}</legend>
        <div className="flex gap-0.5 rounded-md bg-muted p-0.5">{children}</div>
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
