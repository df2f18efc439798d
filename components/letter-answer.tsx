import { useTranslations } from "next-intl"
import { ActionForm, type FormAction } from "./form"
import { SubmitButton } from "./ui/submit-button"

/** Accept and Reject: what is shown is what is answered, for the token comes with the form (R26-R28). */
export function Answer({ token, accept, decline }: { token: string; accept: FormAction; decline: FormAction }) {
  return (
    <div className="flex flex-col gap-3">
      <Accept token={token} action={accept} />
      <Reject token={token} action={decline} />
    </div>
  )
}

function Accept({ token, action }: { token: string; action: FormAction }) {
  const t = useTranslations("letter")
  return (
    <ActionForm action={action}>
      <input type="hidden" name="token" value={token} />
      <SubmitButton size="large" wide>
        {t("accept")}
      </SubmitButton>
    </ActionForm>
  )
}

export function Reject({ token, action }: { token: string; action: FormAction }) {
  const t = useTranslations("letter")
  return (
    <ActionForm action={action}>
      <input type="hidden" name="token" value={token} />
      <SubmitButton look="quiet" size="large" wide>
        {t("reject")}
      </SubmitButton>
    </ActionForm>
  )
}
