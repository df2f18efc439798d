import { getTranslations } from "next-intl/server"
import { answerAction } from "@/app/(letter)/actions"
import { Identity } from "@/app/(letter)/screens/identity"
import { InvitationLetter } from "@/components/letters/invitation-letter"
import { LetterAnswers } from "@/components/letters/letter-answers"
import { Callout } from "@/components/ui/callout"
import { LinkButton } from "@/components/ui/link-button"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"
import { refusalMessage } from "@/lib/web/action"

const explained = [
  "factor_demanded",
  "initiator_not_entitled",
  "not_certified",
  "quota_reached",
  "already_member",
] as const

/** Says to the invited person why they cannot accept now, and what would help. */
export async function BlockedScreen({ code, token, ...view }: Shown<"blocked", InvitationDetails> & { token: string }) {
  const [t, letter] = await Promise.all([getTranslations("invite.blocked"), getTranslations("letter")])
  const reason = explained.find((one) => one === code)
  return (
    <InvitationLetter
      title={reason ? t(`${reason}.title`) : t("title")}
      invitation={view}
      footer={<Identity page="invite" to={view.contact} />}
    >
      <Callout tone="warning">
        {reason ? t(`${reason}.next`, { organization: view.organization }) : await refusalMessage(code)}
      </Callout>
      {reason === "factor_demanded" && (
        <LinkButton look="primary" size="large" wide href="/me/factors">
          {t("factor_demanded.go")}
        </LinkButton>
      )}
      {reason === "already_member" ? (
        <LinkButton look="primary" size="large" wide href="/">
          {letter("openConsole")}
        </LinkButton>
      ) : (
        <LetterAnswers token={token} action={answerAction} decline={letter("reject")} />
      )}
    </InvitationLetter>
  )
}
