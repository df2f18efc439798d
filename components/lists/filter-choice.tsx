"use client"

import { Select } from "@/components/ui/select"

interface FilterChoiceProps {
  name: string
  /** The word for no choice; it names the list too. */
  all: string
  value: string | undefined
  options: (readonly [value: string, word: string])[]
  className?: string
}

export function FilterChoice({ name, all, value, options, className }: FilterChoiceProps) {
  return (
    <Select name={name} aria-label={all} defaultValue={value ?? ""} className={className}>
      <option value="">{all}</option>
      {options.map(([one, word]) => (
        <option key={one} value={one}>
          {word}
        </option>
      ))}
    </Select>
  )
}
