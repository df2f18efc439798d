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
  return (
    <dl className={clsx("facts", aligned && "aligned")}>
      {facts.map((fact, place) =>
        fact ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list, never reordered
          <Fragment key={place}>
            <dt>{fact[0]}</dt>
            <dd>{fact[1]}</dd>
          </Fragment>
        ) : null,
      )}
    </dl>
  )
}
