"use client"

import { KeysSwitch } from "@/components/shell/keys/keys-switch"
import { usePaletteKeys } from "@/components/shell/keys/palette-keys"
import type { PreferenceActions } from "@/components/shell/preferences"
import { useWords } from "@/components/ui/words"
import { shortcutWords } from "@/lib/i18n/shortcuts"

/** Which keys do what, each of several by itself, and whether single ones do anything. */
export function ShortcutList({ setKeys }: Pick<PreferenceActions, "setKeys">) {
  const words = shortcutWords[useWords().locale]
  const shortcuts = [
    ["palette", [usePaletteKeys().shown]],
    ["search", ["/"]],
    ["invite", ["I", "M"]],
    ["rows", ["J", "K"]],
    ["select", ["X"]],
    ["acts", ["A"]],
    ["sheet", ["?"]],
    ["close", ["Esc"]],
  ] as const
  return (
    <>
      <dl className="shortcuts">
        {shortcuts.map(([name, keys]) => (
          <div key={name}>
            <dt>{words.keys[name]}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key} className="key">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <KeysSwitch setKeys={setKeys} />
      <p className="text-secondary text-sm">{words.hint}</p>
    </>
  )
}
