import { useTranslations } from "next-intl"
import { use } from "react"
import { StepTitle } from "@/components/affiliation/parts"
import { RefusalContext } from "@/components/forms/form"
import { Field } from "@/components/ui/field"
import { Input } from "@/components/ui/input"
import { SubmitButton } from "@/components/ui/submit-button"

/** The first step: the code that the enterprise has given. */
export function AffiliationCode({ code }: { code: string }) {
  const t = useTranslations("affiliation.code")
  return (
    <>
      <StepTitle first title={t("title")} lead={t("lead")} />
      <Field label={t("label")} hint={t("hint")} error={use(RefusalContext)?.fields.code}>
        {(control) => (
          <Input
            {...control}
            name="code"
            defaultValue={code}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            required
            className="font-mono uppercase"
          />
        )}
      </Field>
      <SubmitButton size="large" name="to" value="notice" className="self-start max-sm:self-stretch">
        {t("submit")}
      </SubmitButton>
    </>
  )
}
