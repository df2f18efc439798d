"use client"

import { useTranslations } from "next-intl"
import { Callout } from "@/components/ui/callout"
import type { CertificationRecord } from "@/lib/shared/rows/certification"

/** Why a request cannot be approved now; null when it can. */
export function useApprovalBlock({ orphaned, taken }: CertificationRecord, shared: boolean): string | null {
  const t = useTranslations("operator")
  if (orphaned) return t("orphaned")
  return taken && !shared ? t("takenReason") : null
}

interface CertificationWarningsProps {
  row: CertificationRecord
  /** Whether another organization is allowed for its entity. */
  shared: boolean
  setShared: (shared: boolean) => void
}

/** What an operator has to know before they approve. */
export function CertificationWarnings({ row, shared, setShared }: CertificationWarningsProps) {
  const t = useTranslations("operator")
  const { orphaned, taken, applicant } = row
  return (
    <>
      {orphaned && (
        <Callout tone="warning" title={t("orphaned")}>
          {t("orphanedNext", { applicant })}
        </Callout>
      )}
      {taken && (
        <Callout tone="warning" title={t("taken", { name: taken.name })}>
          <Names of={taken.by} />
          <label className="mt-2 flex gap-2 font-medium">
            <input
              type="checkbox"
              checked={shared}
              onChange={({ target }) => setShared(target.checked)}
              className="mt-1 size-4 shrink-0 accent-accent"
            />
            {t("share")}
          </label>
        </Callout>
      )}
    </>
  )
}

function Names({ of }: { of: string[] }) {
  return (
    <ul className="list-disc ps-5">
      {of.map((name, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two organizations may bear one name
        <li key={place}>
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  )
}
