import type { Route } from "next"
import type { ReactNode } from "react"
import { PlainLink } from "@/components/ui/router-links"

interface PersonProps {
  name: string
  /** The page about them. */
  href?: Route
  /** What stands beside the name. */
  beside?: ReactNode
  /** The small line below it. */
  below?: ReactNode
}

/** Whom a row is about. The style sheet draws the initials, which a screen reader need not say before the name. */
export function Person({ name, href, beside, below }: PersonProps) {
  const named = href ? (
    <PlainLink href={href} title={titleOf(name)}>
      <bdi>{name}</bdi>
    </PlainLink>
  ) : (
    <bdi title={titleOf(name)}>{name}</bdi>
  )
  const line = beside ? (
    <span className="beside">
      {named}
      {beside}
    </span>
  ) : (
    named
  )
  return (
    <span className="who" data-initials={initialsOf(name)}>
      {line}
      {below}
    </span>
  )
}

/** The title of a name that may be cut; a short one needs none. */
export function titleOf(name: string): string | undefined {
  return name.length > LONG ? name : undefined
}

/** More than the narrowest line of a list holds. */
const LONG = 28

/** The first letters of the first and the last word; one where a script has no capitals, or where there is one word. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [name]
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word = "") => [...word][0] ?? "")
  const [first = ""] = letters
  return first.toUpperCase() === first.toLowerCase() ? first : letters.join("").toUpperCase()
}
