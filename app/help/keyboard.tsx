"use client"

import { ShortcutList } from "@/components/shell/keys/shortcut-list"
import type { PreferenceActions } from "@/components/shell/preferences"
import { ShellWordsContext } from "@/components/shell/shell-words"
import { Card } from "@/components/ui/card"
import { useWords } from "@/components/ui/words"
import { shellWords } from "@/lib/i18n/shell"

/** The keys of the console, in the words that its frame has for them. */
export function Keyboard({ setKeys }: Pick<PreferenceActions, "setKeys">) {
  const words = shellWords[useWords().locale]
  return (
    <ShellWordsContext value={words}>
      <Card title={words.shortcuts}>
        <ShortcutList setKeys={setKeys} />
      </Card>
    </ShellWordsContext>
  )
}
