import { getTranslations } from "next-intl/server"
import { answerAction } from "@/app/(letter)/actions"
import { Identity } from "@/app/(letter)/screens/identity"
import { LetterAnswers } from "@/components/letters/letter-answers"
import { TransferLetter } from "@/components/letters/transfer-letter"
import { Callout } from "@/components/ui/callout"
import { LinkButton } from "@/components/ui/link-button"
import type { Shown } from "@/lib/handshake/view"
import type { TransferDetails } from "@/lib/shared/rows/organization"
import { refusalMessage } from "@/lib/web/action"

const explained = ["factor_demanded", "not_a_member", "initiator_not_entitled"] as const

type BlockedProps = Omit<Shown<"blocked", TransferDetails>, "state"> & { token: string }

/** Says to the chosen member why the ownership cannot move although they are in time, and what would help. */
export async function BlockedScreen({ code, token, ...view }: BlockedProps) {
  const t = await getTranslations("confirm")
  const { organization, owner, contact } = view
  const reason = explained.find((one) => one === code)
  return (
    <TransferLetter
      title={reason ? t(`blocked.${reason}.title`, { organization, owner }) : t("blocked.title")}
      transfer={view}
      chosen
      footer={<Identity page="confirm" to={contact} />}
    >
      <Callout tone="warning">
        {reason ? t(`blocked.${reason}.next`, { organization, owner }) : await refusalMessage(code)}
      </Callout>
      {reason === "factor_demanded" && (
        <LinkButton look="primary" size="large" wide href="/me/factors">
          {t("blocked.factor_demanded.go")}
        </LinkButton>
      )}
      <LetterAnswers token={token} action={answerAction} decline={t("info.decline")} />
    </TransferLetter>
  )
}
