/** The filters of lists, by the names under which their choices are asked for. */
export const filterNames = [
  ...(["status", "invitedRole", "sent", "expires", "delivery"] as const),
  ...(["role", "came", "inactive", "origin", "security"] as const),
] as const
export type FilterName = (typeof filterNames)[number]

/** A filter as its button shows it. */
export interface Filter {
  name: FilterName
  label: string
  /** What it is set to, in words, and the address without it. */
  set?: { word: string; without: string }
}

/** What a filter can be set to. */
export interface FilterChoices {
  /** The fields of the address that are no longer true then. */
  clears: string[]
  field: string
  choices: { value: string; word: string; count?: string }[]
}

/** The days between which a filter can be set. */
export interface FilterPeriod {
  clears: string[]
  from: string
  to: string
  apply: string
  usual: { word: string; from: string }[]
}

/** The lists whose columns can be hidden, each with those that can be. */
export const hideable = {
  members: ["role", "number", "joined", "active"],
  records: ["role", "sent", "inviter"],
  accounts: ["security", "entity", "number", "joined"],
} as const satisfies Record<string, readonly string[]>
export type HideableList = keyof typeof hideable

/** The cookie in which a browser remembers which columns of a list are hidden, with dots between them. */
export function columnsCookie(list: HideableList): string {
  return `hidden-${list}`
}
