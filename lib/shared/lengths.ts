/** How long things may be, for the forms of the browser and the rules behind them. */
export const NAME_MAX = 80
export const LEGAL_NAME_MAX = 200
export const ADDRESS_MAX = 300
export const LICENCE_MAX = 64
export const NOTE_MAX = 500
export const LONG_NOTE_MAX = 1024
export const SEARCH_MAX = 120
/** How many one batch invites, revokes or sends again. */
export const BATCH_MAX = 500
export const PASSWORD_MIN = 15
export const PASSWORD_MAX = 128

export const CODE_DIGITS = 6
export const CODE_MINUTES = 10
/** How long a login waits for a factor once its password was right. */
export const HALF_LOGIN_MINUTES = 10
/** For how long a login, or what confirms it, counts as the password. */
export const FRESH_MINUTES = 10

const LINE_ENDS = /\r\n?|\u0085/g

/** How long a text is, for browser and server alike: in characters, of which a line's end is one. */
export function lengthOf(text: string): number {
  return [...text.replace(LINE_ENDS, "\n")].length
}
