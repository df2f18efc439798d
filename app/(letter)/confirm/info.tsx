import { getTranslations } from "next-intl/server"
import { answerAction } from "@/app/(letter)/actions"
import { Identity } from "@/app/(letter)/screens/identity"
import { Login } from "@/app/(letter)/screens/login"
import { ProveAgain } from "@/app/me/prove-again"
import { LetterAnswers } from "@/components/letters/letter-answers"
import { TransferConsequences, TransferLetter } from "@/components/letters/transfer-letter"
import type { Shown } from "@/lib/handshake/view"
import type { TransferDetails } from "@/lib/shared/rows/organization"
import { neededFor } from "@/lib/web/reader/confirmed"

type InfoProps = Shown<"info", TransferDetails> & { token: string }

/** Shows who offers what to whom, what follows and the answer; a visitor who is logged out can only log in. */
export async function InfoScreen({ loggedIn, token, ...view }: InfoProps) {
  const t = await getTranslations("confirm.info")
  const { organization, owner, contact } = view
  const owed = loggedIn && (await neededFor("ownership-transfer.accept")) === "factor"
  return (
    <TransferLetter
      lead={t(loggedIn ? "lead" : "leadForAnyone")}
      transfer={view}
      chosen={loggedIn}
      footer={loggedIn ? <Identity page="confirm" to={contact} /> : <p>{t("loginFirst")}</p>}
    >
      <TransferConsequences organization={organization} owner={owner} />
      {loggedIn ? (
        <>
          {owed && <ProveAgain act="ownership-transfer.accept" />}
          <LetterAnswers
            token={token}
            action={answerAction}
            accept={owed ? undefined : t("confirm")}
            decline={t("decline")}
          />
        </>
      ) : (
        <div className="flex flex-col gap-3">
          <Login page="confirm" to={contact} />
        </div>
      )}
    </TransferLetter>
  )
}
