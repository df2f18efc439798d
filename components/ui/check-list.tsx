import { type ReactNode, useId } from "react"

interface CheckListProps<V extends string> {
  legend: ReactNode
  options: readonly { value: V; label: ReactNode; description: ReactNode }[]
  chosen: readonly V[]
  onChange: (chosen: V[]) => void
  error?: ReactNode
}

/** Any of several choices, each with a line that explains it. */
export function CheckList<V extends string>({ legend, options, chosen, onChange, error }: CheckListProps<V>) {
  const id = useId()
  const turn = (value: V) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined} className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className="flex flex-col divide-y rounded-md border bg-surface">
        {options.map(({ value, label, description }) => (
          <label key={value} className="flex gap-3 px-3 py-2 hover:bg-muted has-checked:bg-info-soft">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() => turn(value)}
              aria-labelledby={`${id}-${value}`}
              aria-describedby={`${id}-${value}-about`}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="flex flex-col">
              <span id={`${id}-${value}`} className="font-medium text-sm">
                {label}
              </span>
              <span id={`${id}-${value}-about`} className="text-secondary text-sm">
                {description}
              </span>
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} className="text-danger text-sm">
          {error}
        </p>
      )}
    </fieldset>
  )
}
