"use client"

import { Choice, Option, type PreferenceActions } from "@/components/shell/preferences"
import { useShellWords } from "@/components/shell/shell-words"

const choices = ["on", "off"] as const

/** Whether single keys do something. Which one is chosen is marked by the style sheet, as the theme is. */
export function KeysSwitch({ setKeys }: Pick<PreferenceActions, "setKeys">) {
  const { singleKeys, onOff } = useShellWords()
  return (
    <Choice action={setKeys} label={singleKeys}>
      {choices.map((choice) => (
        <Option key={choice} name="keys" value={choice}>
          {onOff[choice]}
        </Option>
      ))}
    </Choice>
  )
}
