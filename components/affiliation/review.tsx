import { useTranslations } from "next-intl"
import { use } from "react"
import { BackButton, StepTitle } from "@/components/affiliation/parts"
import type { AffiliationStep } from "@/components/affiliation/step"
import { RefusalContext } from "@/components/forms/form"
import { Callout } from "@/components/ui/callout"
import { TextareaField } from "@/components/ui/field"
import { SelectField } from "@/components/ui/select"
import { SubmitButton } from "@/components/ui/submit-button"
import { NOTE_MAX } from "@/lib/shared/lengths"
import type { AffiliationNotice } from "@/lib/shared/rows/affiliation"

interface AffiliationReviewProps {
  notice: AffiliationNotice
  step: Pick<AffiliationStep, "reviewerId" | "description">
}

/** The third step: which administrator shall review it, and what they should know. */
export function AffiliationReview({ notice: { organization, reviewers }, step }: AffiliationReviewProps) {
  const t = useTranslations("affiliation.review")
  const fields = use(RefusalContext)?.fields
  const chosen = reviewers.some(({ accountId }) => accountId === step.reviewerId) ? step.reviewerId : ""
  return (
    <>
      <StepTitle title={t("title")} lead={t("lead", { organization })} />
      {reviewers.length === 0 && <Callout tone="warning">{t("nobody")}</Callout>}
      {/* A mounted select would not take the new default. */}
      <SelectField
        key={chosen}
        name="reviewerId"
        label={t("reviewer")}
        hint={t("reviewerHint")}
        error={fields?.reviewerId}
        defaultValue={chosen}
        required
      >
        <option value="">{t("choose")}</option>
        {reviewers.map(({ accountId, name, number, role }) => (
          <option key={accountId} value={accountId}>
            {t("option", { name, number: `••••${number}`, role })}
          </option>
        ))}
      </SelectField>
      <TextareaField
        name="description"
        label={t("description")}
        hint={t("descriptionHint")}
        error={fields?.description}
        defaultValue={step.description}
        limit={NOTE_MAX}
        dir="auto"
        required
      />
      <div className="flex flex-wrap gap-3 max-sm:flex-col">
        <SubmitButton size="large" name="to" value="sent">
          {t("submit")}
        </SubmitButton>
        <BackButton to="notice" />
      </div>
    </>
  )
}
