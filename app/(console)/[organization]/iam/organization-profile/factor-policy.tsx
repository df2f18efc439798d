import { getTranslations } from "next-intl/server"
import { demandFactorsAction } from "@/app/(console)/[organization]/iam/organization-profile/actions"
import { ProveAgain } from "@/app/me/prove-again"
import { ActionForm } from "@/components/forms/form"
import { Card } from "@/components/ui/card"
import { SubmitButton } from "@/components/ui/submit-button"
import { settings } from "@/lib/settings"
import { type Role, roles } from "@/lib/shared/roles"
import { neededFor } from "@/lib/web/reader/confirmed"

interface FactorPolicyProps {
  organizationId: string
  demanded: readonly Role[]
}

/** Lets the super admin say of which roles a second factor is demanded. */
export async function FactorPolicy({ organizationId, demanded }: FactorPolicyProps) {
  const t = await getTranslations("factorPolicy")
  return (
    <Card title={t("title")} description={t("lead", { days: settings().factors.graceDays })}>
      <ActionForm action={demandFactorsAction} done={t("saved")}>
        <input type="hidden" name="organizationId" value={organizationId} />
        <fieldset className="flex flex-wrap gap-x-4 gap-y-2">
          <legend className="mb-1.5 font-medium text-sm">{t("roles")}</legend>
          {roles.map((role) => (
            <label key={role} className="flex items-center gap-2">
              <input
                type="checkbox"
                name="roles"
                value={role}
                defaultChecked={demanded.includes(role)}
                className="size-4 accent-accent"
              />
              <code>{role}</code>
            </label>
          ))}
        </fieldset>
        {(await neededFor("organization.demand-factor")) && <ProveAgain act="organization.demand-factor" />}
        <div>
          <SubmitButton look="secondary">{t("save")}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  )
}
