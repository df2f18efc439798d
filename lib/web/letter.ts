import "server-only"
import { refresh } from "next/cache"
import { cookies, headers } from "next/headers"
import { isOtherAccount, type Outcome, type SentForm } from "@/lib/shared/outcome"
import { formOf } from "@/lib/web/action"
import { type LetterPage, letterCookie, letterCookieName, letterPageAt } from "@/lib/web/letter-cookie"
import { PATH_HEADER } from "@/lib/web/safe-path"

/** The token of the link that was opened last; the guard took it out of the address. */
export async function letterToken(page: LetterPage): Promise<string> {
  return (await cookies()).get(letterCookieName(page))?.value ?? ""
}

type Act<T> = (previous: null, typed: SentForm) => Promise<Outcome<T>>

/**
 * Does what the form of a letter's page asks for, where the answer says what came of it; a page whose wish was refused,
 * or whose letter is another by then, shows what is true. One that was drawn for another account says so first.
 */
export async function answerOrRefresh<T>(act: Act<T>, typed: SentForm): Promise<Outcome<T>> {
  const form = formOf(typed)
  const outcome = await act(null, form)
  if (isOtherAccount(outcome)) return outcome
  await stayAt(String(form.get("token") ?? ""))
  if (!outcome.ok || outcome.value === null) refresh()
  return outcome
}

/** Does what the form of a letter's page asks for; the page shows what is true now, also after a refusal. */
export async function answerAndRefresh<T>(act: Act<T>, typed: SentForm): Promise<Outcome<T>> {
  const form = formOf(typed)
  const outcome = await act(null, form)
  if (isOtherAccount(outcome)) return outcome
  await stayAt(String(form.get("token") ?? ""))
  refresh()
  return outcome
}

/** Keeps the page at the letter that was just answered, though another may have been opened since. */
async function stayAt(token: string) {
  const page = await letterPageHere()
  // A cookie that an action sets makes Next draw the whole page again.
  if (page && token !== (await letterToken(page))) (await cookies()).set(letterCookie(page, token))
}

/** The letter's page that this request is answered with; a form could name any. */
export async function letterPageHere(): Promise<LetterPage | undefined> {
  const [path = ""] = ((await headers()).get(PATH_HEADER) ?? "").split("?")
  return letterPageAt(path)
}
