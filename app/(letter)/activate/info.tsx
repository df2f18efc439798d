import { getTranslations } from "next-intl/server"
import { NewPassword } from "@/app/(auth)/new-password"
import { activateAction } from "@/app/(letter)/activate/actions"
import { ActionForm } from "@/components/forms/form"
import { ActivationLetter } from "@/components/letters/activation-letter"
import { SubmitButton } from "@/components/ui/submit-button"
import type { Shown } from "@/lib/handshake/view"
import type { ActivationDetails } from "@/lib/shared/rows/members"

/** Whose account it is, what it will log in with, and the password that activates it. */
export async function InfoScreen({ token, ...view }: Shown<"info", ActivationDetails> & { token: string }) {
  const t = await getTranslations("activate.info")
  return (
    <ActivationLetter lead={t("lead")} activation={view}>
      <ActionForm action={activateAction}>
        <input type="hidden" name="token" value={token} />
        {/* Without a name it is not sent: it tells a password manager which login the password is for. */}
        <input hidden readOnly autoComplete="username" value={view.email} />
        <NewPassword label={t("password")} />
        <SubmitButton size="large" wide>
          {t("activate")}
        </SubmitButton>
      </ActionForm>
    </ActivationLetter>
  )
}
