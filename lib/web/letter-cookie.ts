import { settings } from "@/lib/settings"

/** The pages behind a mailed link. */
const letterPages = ["invite", "confirm", "activate", "opt-out", "not-me"] as const
export type LetterPage = (typeof letterPages)[number]
/** Those that wait for one account; the others are for the holder of the mailbox. */
export type AccountLetterPage = Exclude<LetterPage, "activate" | "opt-out" | "not-me">

const SECONDS = 3600
const LONGEST_TOKEN = 200

/** The letter's page that a path leads to, if it is one. */
export function letterPageAt(path: string): LetterPage | undefined {
  return letterPages.find((page) => `/${page}` === path.replace(/\/+$/, ""))
}

/** The cookie that holds the token of a letter's page while its reader answers, away from the address bar. */
export function letterCookie(page: LetterPage, token: string) {
  return {
    name: letterCookieName(page),
    // Bytes and back: what is cut off may part a pair of surrogates, which no header can hold.
    value: Buffer.from(token.slice(0, LONGEST_TOKEN)).toString(),
    // A login on the way back draws the letter's page in its own answer, with the cookies that the login was sent.
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: settings().secure,
    maxAge: SECONDS,
  } as const
}

/** The same as a header says it, where no page is drawn. */
export function letterCookieHeader(page: LetterPage, token: string): string {
  const { name, value, path, maxAge, httpOnly, sameSite, secure } = letterCookie(page, token)
  const said = [`${name}=${encodeURIComponent(value)}`, `Path=${path}`, `Max-Age=${maxAge}`, `SameSite=${sameSite}`]
  return [...said, ...(httpOnly ? ["HttpOnly"] : []), ...(secure ? ["Secure"] : [])].join("; ")
}

/** One name for each page: `muster-letter-invite`. Where it can be bound to this host, no other can put one here. */
export function letterCookieName(page: LetterPage, { secure } = settings()): string {
  return `${secure ? "__Host-" : ""}muster-letter-${page}`
}
