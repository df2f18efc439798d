import type { ReactNode } from "react"
import { logOutAction } from "@/app/(auth)/actions"
import { signOutEverywhereAction } from "@/app/account/actions"
import { setLocale, setTheme } from "@/app/preferences/actions"
import { Shell } from "@/components/shell/shell"
import type { Membership } from "@/lib/sessions"
import { enter } from "@/lib/web/session"

interface ConsoleLayoutProps {
  params: Promise<{ organizationId: string }>
  children: ReactNode
}

/** The frame around every page of an organization. Each page asks the gate again for its own permission. */
export default async function ConsoleLayout({ params, children }: ConsoleLayoutProps) {
  const { account, memberships, organization } = await enter((await params).organizationId, "profile.read")
  return (
    <Shell
      organizations={memberships.map(entryOf)}
      current={entryOf(organization)}
      account={{ name: account.name, contact: account.email ?? account.phone ?? account.number }}
      actions={{
        setLocale,
        setTheme,
        passwordPage: "/account/password",
        logOut: logOutAction,
        signOutEverywhere: signOutEverywhereAction,
      }}
    >
      {children}
    </Shell>
  )
}

function entryOf({ organizationId, ...membership }: Membership) {
  return { id: organizationId, ...membership }
}
