import "server-only"
import { cookies } from "next/headers"
import { type LetterPage, letterCookie, letterCookieName } from "./letter-cookie"

/** The token of the link that was opened last; proxy.ts took it out of the address (R19). */
export async function letterToken(page: LetterPage): Promise<string> {
  return (await cookies()).get(letterCookieName(page))?.value ?? ""
}

/** Keeps the page at the letter that was just answered, though another may have been opened since. */
export async function stayAt(page: LetterPage, token: string) {
  ;(await cookies()).set(letterCookie(page, token))
}
