"use client"

import type { Route } from "next"
import { createContext, type ReactNode, useState } from "react"
import { LetterEnd } from "@/components/letters/letter-end"
import { LinkButton } from "@/components/ui/link-button"

/** How a letter ended, in the reader's words. */
export interface Ending {
  done: boolean
  title: string
  lead: string
  /** The ways on, the best first. */
  ways: { href: Route; word: string; primary?: boolean }[]
}

/** Takes the ending that an answer brings. */
export const Ended = createContext<((ending: Ending) => void) | null>(null)

/** Shows a letter until it is answered here, and then how it ended. */
export function AnswerableLetter({ children }: { children: ReactNode }) {
  const [ending, end] = useState<Ending | null>(null)
  return ending ? <LetterEnding {...ending} /> : <Ended value={end}>{children}</Ended>
}

/** What became of a letter, and the ways on. */
export function LetterEnding({ done, title, lead, ways }: Ending) {
  return (
    <LetterEnd icon={done ? Done : Over} tone={done ? "done" : "over"} title={title} lead={lead}>
      {ways.length > 0 && (
        <div className="flex flex-col gap-3">
          {ways.map(({ href, word, primary }) => (
            <LinkButton key={href} look={primary ? "primary" : undefined} size="large" wide href={href}>
              {word}
            </LinkButton>
          ))}
        </div>
      )}
    </LetterEnd>
  )
}

// Drawn here, because the two would bring the library of icons into every letter.
const Done = () => <Circle path="m9 12 2 2 4-4" />
const Over = () => <Circle path="m15 9-6 6m0-6 6 6" />

function Circle({ path }: { path: string }) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
      <circle cx="12" cy="12" r="10" />
      <path d={path} />
    </svg>
  )
}
