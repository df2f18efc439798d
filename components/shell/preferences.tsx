import { useLocale, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { languageNames, locales } from "@/lib/shared/roles"

type FormAction = (form: FormData) => Promise<void>

export interface PreferenceActions {
  setLocale: FormAction
  setTheme: FormAction
}

const themes = ["system", "light", "dark"] as const

export function LanguageSwitch({ action }: { action: FormAction }) {
  const t = useTranslations("shell")
  const present = useLocale()
  return (
    <Choice action={action} label={t("language")}>
      {locales.map((locale) => (
        <Option key={locale} name="locale" value={locale} lang={locale} pressed={locale === present}>
          {languageNames[locale]}
        </Option>
      ))}
    </Choice>
  )
}

/** Which one is chosen is marked by the style sheet, from the attribute that also sets the colours. */
export function ThemeSwitch({ action }: { action: FormAction }) {
  const t = useTranslations("shell")
  return (
    <Choice action={action} label={t("theme")}>
      {themes.map((theme) => (
        <Option key={theme} name="theme" value={theme}>
          {t(`themes.${theme}`)}
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
    <button
      {...button}
      type="submit"
      aria-pressed={pressed}
      className="min-h-7 grow rounded px-2 text-secondary text-xs hover:text-foreground aria-pressed:bg-pressed aria-pressed:font-medium aria-pressed:text-foreground aria-pressed:shadow-xs pointer-coarse:min-h-10"
    >
      {children}
    </button>
  )
}
