"use client"

import { useSyncExternalStore } from "react"
import { useShellWords } from "@/components/shell/shell-words"

/** Which keys do what; each of several does it by itself. */
export function ShortcutList() {
  const words = useShellWords()
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
  )
}

interface PaletteKeys {
  shown: string
  heard: string | null
}

/** The keys of the palette on this machine, of which the server knows nothing: null until they are heard. */
export function usePaletteKeys(): PaletteKeys {
  return useSyncExternalStore<PaletteKeys>(never, paletteKeys, () => keysOf.unheard)
}

const keysOf = {
  apple: { shown: "⌘K", heard: "Meta+K" },
  pc: { shown: "Ctrl K", heard: "Control+K" },
  unheard: { shown: "Ctrl K", heard: null },
}

function paletteKeys() {
  return /mac|iphone|ipad/i.test(navigator.platform) ? keysOf.apple : keysOf.pc
}

function never() {
  return () => {}
}
