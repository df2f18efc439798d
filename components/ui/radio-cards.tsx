import clsx from "clsx"
import type { ComponentProps, ReactNode } from "react"

interface Option {
  value: string
  label: ReactNode
  description?: ReactNode
  /** Why it cannot be chosen. */
  disabledReason?: string
}

interface RadioCardsProps extends Omit<ComponentProps<"input">, "type" | "value" | "checked"> {
  legend: ReactNode
  options: readonly Option[]
  /** The value checked at first. */
  initial?: string
  error?: ReactNode
  /** Side by side, where there is room. */
  across?: boolean
}

/** One of a few choices, each with a line that explains it. */
export function RadioCards({ legend, options, initial, error, across, ...input }: RadioCardsProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className={clsx("grid grid-cols-1 gap-2", across && "sm:auto-cols-fr sm:grid-flow-col")}>
        {options.map((option) => (
          <Card
            key={option.value}
            option={option}
            invalid={Boolean(error)}
            input={{ ...input, defaultChecked: option.value === initial }}
          />
        ))}
      </div>
      {error && <p className="text-danger text-sm">{error}</p>}
    </fieldset>
  )
}

function Card({ option, invalid, input }: { option: Option; invalid: boolean; input: ComponentProps<"input"> }) {
  const { value, label, description, disabledReason } = option
  return (
    <label className="flex gap-3 rounded-md border border-border bg-surface p-3 hover:bg-muted has-disabled:cursor-not-allowed has-checked:border-accent has-checked:bg-info-soft has-disabled:opacity-60">
      <input
        {...input}
        type="radio"
        data-invalid={invalid || undefined}
        value={value}
        disabled={Boolean(disabledReason) || input.disabled}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="flex flex-col">
        <span className="font-medium text-sm">{label}</span>
        <span className="text-secondary text-sm">{disabledReason ?? description}</span>
      </span>
    </label>
  )
}
