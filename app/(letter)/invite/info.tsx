import { getTranslations } from "next-intl/server"
import { withReturnTo } from "@/app/(auth)/return-to"
import { acceptAction, declineAction } from "@/app/(letter)/actions"
import { Identity } from "@/app/(letter)/screens/identity"
import { Login } from "@/app/(letter)/screens/login"
import { InvitationLetter } from "@/components/letters/invitation-letter"
import { LetterAnswer, LetterAnswers } from "@/components/letters/letter-answer"
import { LinkButton } from "@/components/ui/link-button"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"

/** Shows who invites whom into what, and the answer; an account invited by its number exists already. */
export async function InfoScreen({ loggedIn, token, ...view }: Shown<"info", InvitationDetails> & { token: string }) {
  const t = await getTranslations()
  return (
    <InvitationLetter
      title={t("invite.info.title", { organization: view.organization })}
      invitation={view}
      footer={
        loggedIn ? (
          <Identity page="invite" to={view.contact} />
        ) : (
          <p>{t(`invite.info.${view.byNumber ? "logInFirst" : "verifyLater"}`)}</p>
        )
      }
    >
      {loggedIn ? (
        <LetterAnswers>
          <LetterAnswer token={token} action={acceptAction}>
            {t("letter.accept")}
          </LetterAnswer>
          <LetterAnswer token={token} action={declineAction} look="quiet">
            {t("letter.reject")}
          </LetterAnswer>
        </LetterAnswers>
      ) : (
        <LetterAnswers>
          <Login page="invite" to={view.contact} />
          {!view.byNumber && (
            <LinkButton size="large" wide href={withReturnTo({ next: "/invite", to: view.contact }, "/register")}>
              {t("invite.info.register")}
            </LinkButton>
          )}
        </LetterAnswers>
      )}
    </InvitationLetter>
  )
}
