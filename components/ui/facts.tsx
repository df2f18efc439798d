import { Fragment, type ReactNode } from "react"

/** Names and values in two columns, one on a phone. What is null is left out. */
export function Facts({ facts }: { facts: readonly (readonly [ReactNode, ReactNode] | null)[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1 sm:grid-cols-[minmax(7rem,auto)_1fr] sm:gap-y-3">
      {facts.map((fact, place) =>
        fact ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list, never reordered
          <Fragment key={place}>
            <dt className="text-secondary text-sm sm:py-px">{fact[0]}</dt>
            <dd className="mb-2 min-w-0 break-words sm:mb-0">{fact[1]}</dd>
          </Fragment>
        ) : null,
      )}
    </dl>
  )
}
