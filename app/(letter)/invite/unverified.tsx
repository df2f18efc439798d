import { getTranslations } from "next-intl/server"
import { codeAgainAction } from "@/app/(auth)/actions"
import { codeSent } from "@/app/(auth)/code-sent"
import { verifyContactAction, verifyInvitedAction } from "@/app/(letter)/invite/actions"
import { Identity } from "@/app/(letter)/screens/identity"
import { ProveAgain } from "@/app/me/prove-again"
import { CodeStep } from "@/components/forms/code-step"
import { ActionForm } from "@/components/forms/form"
import { InvitationLetter } from "@/components/letters/invitation-letter"
import { LinkButton } from "@/components/ui/link-button"
import { SubmitButton } from "@/components/ui/submit-button"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"
import { neededFor } from "@/lib/web/reader/confirmed"

/** Contact not verified yet: a code to the invited contact proves it here, then the answer is open. */
export async function UnverifiedScreen({
  token,
  verificationId,
  ...view
}: Shown<"unverified", InvitationDetails> & { token: string; verificationId?: string }) {
  const t = await getTranslations("invite.unverified")
  return (
    <InvitationLetter
      title={t("title")}
      lead={verificationId ? await codeSent({ to: view.contact }) : t("lead", { organization: view.organization })}
      invitation={view}
      footer={<Identity page="invite" to={view.contact} />}
    >
      {verificationId ? (
        <>
          <CodeStep
            verificationId={verificationId}
            action={verifyContactAction}
            again={codeAgainAction}
            submit={t("verify")}
          />
          <LinkButton look="quiet" wide href="/invite">
            {t("restart")}
          </LinkButton>
        </>
      ) : (
        <ActionForm action={verifyInvitedAction}>
          <input type="hidden" name="token" value={token} />
          {(await neededFor("account.prove-contact")) && <ProveAgain act="account.prove-contact" />}
          <SubmitButton size="large" wide>
            {t("send")}
          </SubmitButton>
        </ActionForm>
      )}
    </InvitationLetter>
  )
}
