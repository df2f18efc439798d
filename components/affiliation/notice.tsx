import { useTranslations } from "next-intl"
import { useEffect, useState } from "react"
import { BackButton, StepTitle } from "@/components/affiliation/parts"
import { LegalName, LicenceNumber } from "@/components/certification/legal-person"
import { Facts } from "@/components/ui/facts"
import { SubmitButton } from "@/components/ui/submit-button"
import type { AffiliationNotice as Notice } from "@/lib/shared/rows/affiliation"

interface AffiliationNoticeProps {
  notice: Notice
  agreed: boolean
  /** The name of the verified entity that the account has now. */
  present: string | null
}

/** The second step: what will change, to be agreed to before anything else. */
export function AffiliationNotice({ notice, agreed, present }: AffiliationNoticeProps) {
  const t = useTranslations("affiliation")
  const { organization, entity, licenceNumber } = notice
  return (
    <>
      <StepTitle title={t("notice.title")} lead={t("notice.lead", { organization })} />
      <div className="rounded-lg border p-3 sm:p-4">
        <Facts
          facts={[
            [t("notice.organization"), <bdi key="organization">{organization}</bdi>],
            [t("notice.entity"), <LegalName key="entity">{entity}</LegalName>],
            [t("notice.licenceNumber"), <LicenceNumber key="licence">{licenceNumber}</LicenceNumber>],
          ]}
        />
      </div>
      <Consequences notice={notice} present={present} />
      <Agreement agreed={agreed} />
    </>
  )
}

function Consequences({ notice: { organization, entity }, present }: Omit<AffiliationNoticeProps, "agreed">) {
  const t = useTranslations("affiliation.notice")
  const name = (of: string | null) => () => <bdi className="font-medium">{of}</bdi>
  const names = { organization: name(organization), entity: name(entity), present: name(present) }
  return (
    <ul className="flex list-disc flex-col gap-2 ps-5 marker:text-tertiary">
      <li>{t.rich(present ? "replaced" : "verified", names)}</li>
      <li>{t.rich("managed", names)}</li>
      <li>{t.rich("member", names)}</li>
    </ul>
  )
}

/** Without JavaScript the browser holds the request back until the box is ticked; the server does in any case. */
function Agreement({ agreed }: { agreed: boolean }) {
  const t = useTranslations("affiliation")
  const [ticked, setTicked] = useState(agreed)
  const [live, setLive] = useState(false)
  useEffect(() => setLive(true), [])
  return (
    <>
      <label className="flex items-start gap-3 rounded-md border p-3 hover:bg-muted">
        <input
          type="checkbox"
          name="agreed"
          defaultChecked={agreed}
          onChange={({ target }) => setTicked(target.checked)}
          required
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
        {t("notice.agree")}
      </label>
      <div className="flex flex-wrap gap-3 max-sm:flex-col">
        {/* The Enter key presses the first button that can be pressed, which must not be Back. */}
        <button type="submit" name="to" value="review" hidden />
        <SubmitButton
          size="large"
          name="to"
          value="review"
          disabledReason={live && !ticked ? t("notice.agreeFirst") : null}
        >
          {t("notice.submit")}
        </SubmitButton>
        <BackButton to="code" />
      </div>
    </>
  )
}
