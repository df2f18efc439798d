import { notFound } from "next/navigation"
import { logOutAction } from "@/app/(auth)/actions"
import { ConsoleShell } from "@/app/(console)/[organization]/console-shell"
import { WaitingTasks } from "@/app/(console)/[organization]/waiting-tasks"
import { ClientMessages } from "@/app/(console)/client-messages"
import { logInAgainAction, logOutEverywhereAction } from "@/app/me/actions"
import { setLocale, setTheme } from "@/app/preferences/actions"
import { LoginWatch } from "@/components/session/login-watch"
import { RoleWatch } from "@/components/shell/role-watch"
import type { Account, Membership } from "@/lib/accounts/sessions"
import { can } from "@/lib/shared/roles"
import { requirePermission, shownContactOf } from "@/lib/web/session"

const actions = {
  setLocale,
  setTheme,
  passwordPage: "/me/password" as const,
  logOut: logOutAction,
  logOutEverywhere: logOutEverywhereAction,
}

/** The frame of the console, for members of the organization; to others it does not exist. */
export default async function ConsoleLayout({ params, children }: LayoutProps<"/[organization]">) {
  const id = (await params).organization
  if (!id.startsWith("o-")) notFound()
  const { account, memberships, organization } = await requirePermission(id, "profile.read")
  return (
    <ClientMessages of={["session"]}>
      <ConsoleShell
        organizations={memberships.map(entryOf)}
        current={entryOf(organization)}
        account={shellAccount(account)}
        actions={actions}
        marks={can(organization.role, "requests.review") ? { tasks: <WaitingTasks organizationId={id} /> } : undefined}
      >
        <LoginWatch logIn={logInAgainAction}>{children}</LoginWatch>
        <RoleWatch organizationId={id} role={organization.role} />
      </ConsoleShell>
    </ClientMessages>
  )
}

function shellAccount(account: Account) {
  return { number: account.number, name: account.name, contact: shownContactOf(account), operator: account.operator }
}

function entryOf({ organizationId, name, certified, role }: Membership) {
  return { id: organizationId, name, certified, role }
}
