/** More than this are not counted: whoever looks is told that there are more, and no page counts a million rows. */
export const COUNTED = 1000

/** Whether there are more than were counted. */
export function isMore(count: number): boolean {
  return count > COUNTED
}
