import { once } from "@/lib/shared/kept/once"

/** More than this are not counted: whoever looks is told that there are more, and no page counts a million rows. */
export const COUNTED = 1000

/** A number that was counted, as a reader of a language writes it; with a plus where there are more. */
export function counted(count: number, locale: string): string {
  const number = numbers(locale).format(Math.min(count, COUNTED))
  return isMore(count) ? `${number}+` : number
}

/** Whether there are more than were counted. */
export function isMore(count: number): boolean {
  return count > COUNTED
}

interface Seats {
  members: number
  pending: number
  taken: number
}

/** How many places of the quota are used. What is counted adds up; beyond that the places that are taken are known. */
export function seatsUsed({ members, pending, taken }: Seats): number {
  return isMore(members) || isMore(pending) ? taken : members + pending
}

const numbers = once((locale) => new Intl.NumberFormat(locale))
