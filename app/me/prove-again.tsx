import { getTranslations } from "next-intl/server"
import { ConfirmLink } from "@/components/factors/confirm-link"
import { PasswordAgain } from "@/components/forms/password-again"
import type { AuditAction } from "@/lib/audit/actions"
import { isWithFactor, neededFor } from "@/lib/web/reader/confirmed"
import { pathHere } from "@/lib/web/session"

/**
 * Asks an old login for what the account has: its password, or a factor where the act asks for one. Comes back to the
 * dialog in which it stands.
 */
export async function ProveAgain({ act, dialog }: { act: AuditAction; dialog?: string }) {
  const t = await getTranslations("factors.confirm")
  if ((await neededFor(act)) === "factor") return <GiveFactor dialog={dialog} />
  return (
    <>
      <PasswordAgain />
      {(await isWithFactor()) && (
        <div>
          <ConfirmLink next={await pathHere()} dialog={dialog}>
            {t("orLink")}
          </ConfirmLink>
        </div>
      )}
    </>
  )
}

/** Says that the act asks for a factor, and leads to where it is given. */
export async function GiveFactor({ dialog }: { dialog?: string }) {
  const t = await getTranslations("factors.confirm")
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-secondary">{t("why")}</p>
      <ConfirmLink next={await pathHere()} dialog={dialog}>
        {t("link")}
      </ConfirmLink>
    </div>
  )
}
