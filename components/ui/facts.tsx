"use client"

import clsx from "clsx"
import { Fragment, type ReactNode } from "react"

interface FactsProps {
  facts: readonly (readonly [ReactNode, ReactNode] | null)[]
  /** For one of several below each other: the values of all begin at the same place. */
  aligned?: boolean
}

/** Names and values in two columns, one on a phone. What is null is left out. */
export function Facts({ facts, aligned }: FactsProps) {
  const columns = aligned ? "sm:grid-cols-[10rem_1fr]" : "sm:grid-cols-[minmax(7rem,auto)_1fr]"
  return (
    <dl className={clsx("grid grid-cols-1 gap-x-6 gap-y-1 sm:gap-y-3", columns)}>
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
