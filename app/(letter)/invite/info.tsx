import { getTranslations } from "next-intl/server"
import { withReturnTo } from "@/app/(auth)/return-to"
import { answerAction } from "@/app/(letter)/actions"
import { Identity } from "@/app/(letter)/screens/identity"
import { Login } from "@/app/(letter)/screens/login"
import { InvitationLetter } from "@/components/letters/invitation-letter"
import { LetterAnswers } from "@/components/letters/letter-answers"
import { LinkButton } from "@/components/ui/link-button"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"

/** Shows who invites whom into what, and the answer; an account invited by its number exists already. */
export async function InfoScreen({ loggedIn, token, ...view }: Shown<"info", InvitationDetails> & { token: string }) {
  const t = await getTranslations()
  return (
    <InvitationLetter
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
        <LetterAnswers token={token} action={answerAction} accept={t("letter.accept")} decline={t("letter.reject")} />
      ) : (
        <div className="flex flex-col gap-3">
          <Login page="invite" to={view.contact} />
          {!view.byNumber && (
            <LinkButton size="large" wide href={withReturnTo({ next: "/invite", to: view.contact }, "/register")}>
              {t("invite.info.register")}
            </LinkButton>
          )}
        </div>
      )}
    </InvitationLetter>
  )
}
