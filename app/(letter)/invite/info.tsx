import { getTranslations } from "next-intl/server"
import { pathOn } from "@/app/(auth)/return-to"
import { acceptAction, declineAction } from "@/app/(letter)/actions"
import { Identity } from "@/app/(letter)/screens/identity"
import { Login } from "@/app/(letter)/screens/login"
import { InvitationLetter } from "@/components/letters/invitation-letter"
import { Answer, Answers } from "@/components/letters/letter-answer"
import { LinkButton } from "@/components/ui/link-button"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"

/** Invitation Info: who invites whom into what, and the answer; an account that was invited by its number exists already (R21, R25, R26). */
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
        <Answers>
          <Answer token={token} action={acceptAction}>
            {t("letter.accept")}
          </Answer>
          <Answer token={token} action={declineAction} look="quiet">
            {t("letter.reject")}
          </Answer>
        </Answers>
      ) : (
        <Answers>
          <Login page="invite" to={view.contact} />
          {!view.byNumber && (
            <LinkButton size="large" wide href={pathOn({ next: "/invite", to: view.contact }, "/register")}>
              {t("invite.info.register")}
            </LinkButton>
          )}
        </Answers>
      )}
    </InvitationLetter>
  )
}
