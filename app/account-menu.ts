import { logOutAction } from "@/app/(auth)/actions"
import { logOutEverywhereAction } from "@/app/me/actions"
import { setKeys, setLocale, setTheme } from "@/app/preferences/actions"
import type { Account, Membership } from "@/lib/accounts/sessions"
import { shownContactOf } from "@/lib/web/session"

/** What the account menu does, on every page that has one. */
export const menuActions = {
  setLocale,
  setTheme,
  setKeys,
  passwordPage: "/me/password" as const,
  logOut: logOutAction,
  logOutEverywhere: logOutEverywhereAction,
}

/** An organization of whoever is logged in, as frames name it. */
export function entryOf({ organizationId, name, certified, role }: Membership) {
  return { id: organizationId, name, certified, role }
}

/** Whose menu it is. */
export function menuAccount(account: Account) {
  return { number: account.number, name: account.name, contact: shownContactOf(account), operator: account.operator }
}
