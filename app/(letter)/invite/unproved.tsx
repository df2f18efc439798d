import { getTranslations } from "next-intl/server"
import { codeAgainAction } from "@/app/(auth)/actions"
import { codeSent } from "@/app/(auth)/code-sent"
import { proveContactAction, proveInvitedAction } from "@/app/(letter)/invite/actions"
import { Identity } from "@/app/(letter)/screens/identity"
import { CodeStep } from "@/components/forms/code-step"
import { ActionForm } from "@/components/forms/form"
import { PasswordAgain } from "@/components/forms/password-again"
import { InvitationLetter } from "@/components/letters/invitation-letter"
import { LinkButton } from "@/components/ui/link-button"
import { SubmitButton } from "@/components/ui/submit-button"
import type { Shown } from "@/lib/handshake/view"
import { needsPassword } from "@/lib/web/session"

/** Contact not proved yet: a code to the invited contact proves it here, then the answer is open (R34). */
export async function UnprovedScreen({
  token,
  proofId,
  ...view
}: Shown<"unproved"> & { token: string; proofId?: string }) {
  const t = await getTranslations("invite.unproved")
  return (
    <InvitationLetter
      title={t("title")}
      lead={proofId ? await codeSent({ to: view.contact }) : t("lead", { organization: view.organization })}
      invitation={view}
      footer={<Identity page="invite" to={view.contact} />}
    >
      {proofId ? (
        <>
          <CodeStep proofId={proofId} action={proveContactAction} again={codeAgainAction} submit={t("prove")} />
          <LinkButton look="quiet" wide href="/invite">
            {t("restart")}
          </LinkButton>
        </>
      ) : (
        <ActionForm action={proveInvitedAction}>
          <input type="hidden" name="token" value={token} />
          {(await needsPassword()) && <PasswordAgain />}
          <SubmitButton size="large" wide>
            {t("send")}
          </SubmitButton>
        </ActionForm>
      )}
    </InvitationLetter>
  )
}
