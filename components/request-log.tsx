"use client"

import { Ban, Check } from "lucide-react"
import { useTranslations } from "next-intl"
import type { ProgramRequest } from "@/lib/rows/programs"
import { Badge } from "./ui/badge"
import { columnsOf, DataTable } from "./ui/data-table"
import { Time } from "./ui/time"

const columns = columnsOf<ProgramRequest>((helper) => [
  helper.display({ id: "when", cell: ({ row }) => <When {...row.original} /> }),
  helper.display({ id: "operation", cell: ({ row }) => <Operation {...row.original} /> }),
  helper.display({ id: "key", cell: ({ row }) => <Key {...row.original} /> }),
  helper.display({ id: "from", cell: ({ row }) => <bdi className="wrap-anywhere">{row.original.ip ?? "–"}</bdi> }),
  helper.display({ id: "result", cell: ({ row }) => <Result {...row.original} /> }),
])

/** What programs have asked and what they were answered, latest first. */
export function RequestLog({ rows }: { rows: ProgramRequest[] }) {
  const t = useTranslations("requestLog")
  const heads = {
    when: t("when"),
    operation: t("operation"),
    key: t("key"),
    from: t("from"),
    result: t("result"),
  }
  return <DataTable label={t("title")} heads={heads} columns={columns} rows={rows} idOf={({ id }) => id} />
}

function When({ at }: ProgramRequest) {
  return (
    <span className="whitespace-nowrap">
      <Time value={at} absolute />
    </span>
  )
}

/** With the id that the program was told, for whoever holds its logs beside these. */
function Operation({ operation, id }: ProgramRequest) {
  return (
    <span className="flex min-w-0 flex-col">
      <span className="wrap-anywhere @3xl:whitespace-nowrap font-medium">{operation}</span>
      <code className="wrap-anywhere text-secondary text-xs">{id}</code>
    </span>
  )
}

function Key({ accessKey: { id, name, deleted, owner } }: ProgramRequest) {
  const t = useTranslations("requestLog")
  return (
    <span className="flex min-w-0 flex-col">
      <span className="inline-flex flex-wrap items-center gap-x-2">
        <bdi className="wrap-anywhere">{name ?? t("ownKey", { name: owner })}</bdi>
        {deleted && <Badge>{t("deleted")}</Badge>}
      </span>
      <code className="text-secondary text-xs">{id}</code>
    </span>
  )
}

function Result({ error }: ProgramRequest) {
  const t = useTranslations("requestLog")
  if (!error) {
    return (
      <Badge tone="success" icon={<Check aria-hidden />}>
        {t("done")}
      </Badge>
    )
  }
  return (
    <span className="flex min-w-0 flex-col gap-0.5">
      <Badge tone="danger" icon={<Ban aria-hidden />}>
        {t("refused")}
      </Badge>
      <code className="wrap-anywhere @3xl:min-w-70 text-secondary text-xs">{error}</code>
    </span>
  )
}
