import { getTranslations } from "next-intl/server"
import { newLinkAction } from "@/app/(letter)/invite/actions"
import { ActionForm } from "@/components/forms/form"
import { LetterEnd } from "@/components/letters/letter-end"
import { Ban, TimerOff } from "@/components/ui/icons"
import { SubmitButton } from "@/components/ui/submit-button"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"

/** Revoked or expired, for the invited person, who can ask for a new link. */
export async function DeadScreen({
  state,
  organization,
  token,
}: Shown<"revoked" | "expired", InvitationDetails> & { token: string }) {
  const t = await getTranslations("invite")
  return (
    <LetterEnd
      icon={state === "revoked" ? Ban : TimerOff}
      title={t(`${state}.title`)}
      lead={t(`${state}.lead`, { organization })}
    >
      <ActionForm action={newLinkAction} done={t("newLink.done")}>
        <input type="hidden" name="token" value={token} />
        <SubmitButton size="large" wide>
          {t("newLink.ask")}
        </SubmitButton>
      </ActionForm>
    </LetterEnd>
  )
}
