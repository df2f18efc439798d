import { getTranslations } from "next-intl/server"
import { resetCodeAction } from "@/app/(console)/[organization]/enterprise/information/actions"
import { ProveAgain } from "@/app/me/prove-again"
import { CodeCreation, CodeReset } from "@/components/organization/code-reset"
import { Card } from "@/components/ui/card"
import { CopyButton } from "@/components/ui/copy-button"
import type { LoggedIn } from "@/lib/core/context"
import { invitationCode } from "@/lib/organizations/invitation-code"
import { neededFor } from "@/lib/web/reader/confirmed"
import type { OrganizationGate } from "@/lib/web/session"

interface CodeCardProps extends Pick<OrganizationGate, "organization"> {
  ctx: LoggedIn
}

/** Shows the super admin the code with which accounts ask to join. */
export async function CodeCard({ ctx, organization: { organizationId, name } }: CodeCardProps) {
  const [t, code] = await Promise.all([getTranslations("invitationCode"), invitationCode(ctx, organizationId)])
  if (!code) {
    return (
      <Card title={t("title")} description={t("none")}>
        <CodeCreation organizationId={organizationId} action={resetCodeAction} />
      </Card>
    )
  }
  return (
    <Card title={t("title")} description={t("lead", { organization: name })}>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-lg bg-muted p-4">
        <code className="whitespace-nowrap font-semibold text-xl tracking-wide">{code}</code>
        <span className="flex gap-2">
          <CopyButton text={code} look="primary" />
          <CodeReset
            organizationId={organizationId}
            action={resetCodeAction}
            password={<ProveAgain act="invitation-code.reset" />}
            askPassword={(await neededFor("invitation-code.reset")) !== null}
          />
        </span>
      </div>
    </Card>
  )
}
