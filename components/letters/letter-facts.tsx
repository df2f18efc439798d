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
          <svg aria-hidden viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2" className="size-3.5">
            <path d="m3 8.5 3.5 3.5L13 5" />
          </svg>
          <span>{t("certified")}</span>
        </span>
      )}
    </>
  )
}

/** An e-mail address or a phone number, which may stand in a text that runs the other way. */
export function LetterContact({ of }: { of: string }) {
  return <bdi dir="ltr">{of}</bdi>
}
