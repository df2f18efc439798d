"use client"

import { useTranslations } from "next-intl"
import { Contact } from "@/components/lists/contact"
import { Badge } from "@/components/ui/badge"
import { type Columns, DataTable, headsOf } from "@/components/ui/data-table"
import { Time } from "@/components/ui/time"
import type { AuditLine } from "@/lib/shared/rows/audit"
import { countryAndNumber } from "@/lib/shared/typed/numbers"

const columns: Columns<AuditLine> = [
  { id: "when", cell: (row) => <When {...row} /> },
  { id: "who", cell: (row) => <Who {...row} /> },
  { id: "what", cell: (row) => <What {...row} /> },
  { id: "whom", cell: (row) => <Whom {...row} /> },
  { id: "from", cell: (row) => <From {...row} /> },
  { id: "result", cell: (row) => <Result {...row} /> },
]

/** What was done and what was refused, latest first. */
export function AuditTable({ lines }: { lines: AuditLine[] }) {
  const t = useTranslations("audit")
  const heads = headsOf(t, ["when", "who", "what", "whom", "from", "result"])
  return <DataTable label={t("title")} heads={heads} columns={columns} rows={lines} idOf={({ id }) => id} />
}

function When({ at }: AuditLine) {
  return (
    <span className="whitespace-nowrap">
      <Time value={at} absolute />
    </span>
  )
}

function Who({ who, number, relation }: AuditLine) {
  const t = useTranslations("audit")
  return (
    <span className="flex flex-col">
      <span className="inline-flex flex-wrap items-center gap-x-2">
        <bdi className="wrap-anywhere font-medium">{who}</bdi>
        {relation && <Badge>{t(relation)}</Badge>}
      </span>
      {number && <code className="text-secondary text-xs">{number}</code>}
    </span>
  )
}

function What({ what, details }: AuditLine) {
  return (
    <span className="flex min-w-0 flex-col">
      <span>{what}</span>
      {details.map((detail) => (
        <bdi key={detail} className="wrap-anywhere text-secondary text-xs">
          {detail}
        </bdi>
      ))}
    </span>
  )
}

function Whom({ whom }: AuditLine) {
  if (!whom) return <span>–</span>
  return whom.includes("@") || countryAndNumber(whom) ? (
    <Contact address={whom} />
  ) : (
    <bdi className="wrap-anywhere">{whom}</bdi>
  )
}

function From({ from }: AuditLine) {
  return <bdi className="wrap-anywhere sm:whitespace-nowrap">{from ?? "–"}</bdi>
}

function Result({ refused }: AuditLine) {
  const t = useTranslations("audit")
  if (!refused) {
    return (
      <Badge tone="success" mark="check">
        {t("done")}
      </Badge>
    )
  }
  return (
    <span className="flex flex-col gap-0.5">
      <Badge tone="danger" mark="ban">
        {t("refused")}
      </Badge>
      <span className="text-secondary text-xs">{refused}</span>
    </span>
  )
}
