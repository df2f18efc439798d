import { notFound } from "next/navigation"
import { findMembersAction } from "@/app/(console)/[organization]/actions"
import { ConsoleShell } from "@/app/(console)/[organization]/console-shell"
import { WaitingTasks } from "@/app/(console)/[organization]/waiting-tasks"
import { ClientMessages } from "@/app/(console)/client-messages"
import { entryOf, menuAccount, menuActions } from "@/app/account-menu"
import { FactorDemand } from "@/app/factor-demand"
import { logInAgainAction } from "@/app/me/actions"
import { LoginWatch } from "@/components/session/login-watch"
import { RoleWatch } from "@/components/shell/role-watch"
import { can } from "@/lib/shared/roles"
import { factorDemands, requirePermission } from "@/lib/web/session"

/** The frame of the console, for members of the organization; to others it does not exist. */
export default async function ConsoleLayout({ params, children }: LayoutProps<"/[organization]">) {
  const id = (await params).organization
  if (!id.startsWith("o-")) notFound()
  const { account, memberships, organization } = await requirePermission(id, "profile.read")
  const demands = await factorDemands()
  return (
    <ClientMessages of={["session"]}>
      <ConsoleShell
        organizations={memberships.map(entryOf)}
        current={entryOf(organization)}
        account={menuAccount(account)}
        actions={menuActions}
        findMembers={findMembersAction}
        marks={can(organization.role, "requests.review") ? { tasks: <WaitingTasks organizationId={id} /> } : undefined}
      >
        {demands && <FactorDemand demands={demands} linked />}
        <LoginWatch logIn={logInAgainAction}>{children}</LoginWatch>
        <RoleWatch organizationId={id} role={organization.role} />
      </ConsoleShell>
    </ClientMessages>
  )
}
