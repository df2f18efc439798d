import { getTranslations } from "next-intl/server"
import { ConfirmLink } from "@/components/factors/confirm-link"
import { PasswordAgain } from "@/components/forms/password-again"
import type { AuditAction } from "@/lib/audit/actions"
import { isWithFactor, neededFor } from "@/lib/web/session"

/** Asks an old login for what the account has: its password, or a factor where the act asks for one. */
export async function ProveAgain({ act }: { act: AuditAction }) {
  const t = await getTranslations("factors.confirm")
  if ((await neededFor(act)) === "factor") {
    return (
      <div className="flex flex-col items-start gap-2">
        <p className="text-secondary">{t("why")}</p>
        <ConfirmLink>{t("link")}</ConfirmLink>
      </div>
    )
  }
  return (
    <>
      <PasswordAgain />
      {(await isWithFactor()) && (
        <div>
          <ConfirmLink>{t("orLink")}</ConfirmLink>
        </div>
      )}
    </>
  )
}
