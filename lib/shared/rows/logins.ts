/** A login that is open. */
export interface OpenLogin {
  /** What names it, and opens nothing. */
  login: string
  browser: string | null
  system: string | null
  /** The network that it was last used from. */
  ip: string | null
  country: string | null
  since: Date
  seenAt: Date
  /** Whether it is the one that asks. */
  here: boolean
  /** How many access keys it has made that are in use. */
  keys: number
}
