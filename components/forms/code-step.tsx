import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { ActionForm, type FormAction } from "@/components/forms/form"
import { FormCode } from "@/components/forms/form-field"
import { SubmitButton } from "@/components/ui/submit-button"
import { CODE_DIGITS, CODE_MINUTES } from "@/lib/shared/lengths"

interface CodeStepProps {
  verificationId: string
  action: FormAction
  again: FormAction
  submit: ReactNode
  /** More fields of the same form. */
  children?: ReactNode
}

/** Takes the code of a letter, or sends it again. */
export function CodeStep({ verificationId, action, again, submit, children }: CodeStepProps) {
  const t = useTranslations("code")
  const verification = <input type="hidden" name="verificationId" value={verificationId} />
  return (
    <>
      <ActionForm action={action}>
        {verification}
        <FormCode name="code" label={t("label")} hint={t("hint", { digits: CODE_DIGITS, minutes: CODE_MINUTES })} />
        {children}
        <SubmitButton size="large" wide>
          {submit}
        </SubmitButton>
      </ActionForm>
      <ActionForm action={again} done={t("sent")}>
        {verification}
        <SubmitButton look="quiet" wide>
          {t("again")}
        </SubmitButton>
      </ActionForm>
    </>
  )
}
