import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Tile } from "@/components/ui/tile"

/** The mark of the organization that a letter speaks for, and what the letter is about. */
export function LetterTile({ of, children }: { of: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-3">
      <Tile name={of} size="large" />
      <p className="text-secondary text-sm">{children}</p>
    </div>
  )
}

interface LetterOrganizationProps {
  /** Its name, as a sentence has it. */
  children: ReactNode
  certified: boolean
}

/** An organization in the sentence that says what a letter is about, with the mark of one that is certified. */
export function LetterOrganization({ children, certified }: LetterOrganizationProps) {
  const t = useTranslations("letter")
  return (
    <>
      <bdi>{children}</bdi>
      {certified && (
        <span className="ms-2 inline-flex items-center gap-1 whitespace-nowrap font-medium text-sm text-success">
          <span aria-hidden>✓</span>
          <span>{t("certified")}</span>
        </span>
      )}
    </>
  )
}

/** As what the organization of a letter is certified, and what it was called until lately. */
export function useCertification({ legalName, formerName }: { legalName: string | null; formerName: string | null }) {
  const t = useTranslations("letter")
  return [
    legalName === null ? null : ([t("certifiedAs"), <bdi key="legal">{legalName}</bdi>] as const),
    formerName === null ? null : ([t("formerly"), <bdi key="former">{formerName}</bdi>] as const),
  ]
}

/** An e-mail address or a phone number, which may stand in a text that runs the other way. */
export function LetterContact({ of }: { of: string }) {
  return <bdi dir="ltr">{of}</bdi>
}
