"use client"

import { KeysSwitch } from "@/components/shell/keys/keys-switch"
import { LanguageSwitch, type PreferenceActions, ThemeSwitch } from "@/components/shell/preferences"
import { useShellWords } from "@/components/shell/shell-words"

/** What a person has chosen for this browser. */
export function Preferences({ setLocale, setTheme, setKeys }: PreferenceActions) {
  const words = useShellWords()
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      <LanguageSwitch action={setLocale} />
      <ThemeSwitch label={words.theme} nameOf={(theme) => words.themes[theme]} action={setTheme} />
      <KeysSwitch setKeys={setKeys} />
    </div>
  )
}
