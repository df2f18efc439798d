import { getTranslations } from "next-intl/server"
import { submitAction } from "@/app/(console)/[organization]/enterprise/information/actions"
import { ActionForm } from "@/components/forms/form"
import { FormChoice } from "@/components/forms/form-choice"
import { FormField } from "@/components/forms/form-field"
import { SubmitButton } from "@/components/ui/submit-button"
import { LEGAL_NAME_MAX } from "@/lib/shared/lengths"
import { entityTypes } from "@/lib/shared/roles"
import type { CertificationRequest } from "@/lib/shared/rows/certification"

interface RequestFormProps {
  organizationId: string
  /** What was submitted before, to be corrected. */
  former: CertificationRequest | null
  /** What the profile says already. */
  licenceNumber: string | null
}

export async function RequestForm({ organizationId, former, licenceNumber }: RequestFormProps) {
  const [t, types] = await Promise.all([getTranslations("information"), getTranslations("entityTypes")])
  return (
    <ActionForm action={submitAction} starred>
      <input type="hidden" name="organizationId" value={organizationId} />
      <FormField
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        defaultValue={former?.name}
        minLength={2}
        limit={LEGAL_NAME_MAX}
        autoComplete="organization"
        className="max-w-lg"
        required
      />
      <FormField
        name="licenceNumber"
        label={t("licenceNumber")}
        hint={t("licenceNumberHint")}
        defaultValue={former?.licenceNumber ?? licenceNumber ?? undefined}
        autoComplete="off"
        autoCapitalize="characters"
        className="max-w-xs"
        spellCheck={false}
        required
      />
      <FormChoice
        across
        name="type"
        legend={t("type")}
        initial={former?.type ?? "enterprise"}
        options={entityTypes.map((type) => ({
          value: type,
          label: types(`${type}.name`),
          description: types(`${type}.meaning`),
        }))}
        required
      />
      <SubmitButton size="large" className="self-end max-sm:self-stretch">
        {t("submit")}
      </SubmitButton>
    </ActionForm>
  )
}
