import { logOutAction } from "@/app/(auth)/actions"
import { logOutEverywhereAction } from "@/app/me/actions"
import { setLocale, setTheme } from "@/app/preferences/actions"
import type { Account } from "@/lib/accounts/sessions"
import { shownContactOf } from "@/lib/web/session"

/** What the account menu does, on every page that has one. */
export const menuActions = {
  setLocale,
  setTheme,
  passwordPage: "/me/password" as const,
  logOut: logOutAction,
  logOutEverywhere: logOutEverywhereAction,
}

/** Whose menu it is. */
export function menuAccount(account: Account) {
  return { number: account.number, name: account.name, contact: shownContactOf(account), operator: account.operator }
}
