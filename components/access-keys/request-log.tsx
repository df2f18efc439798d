"use client"

import { useTranslations } from "next-intl"
import { Badge } from "@/components/ui/badge"
import { CopyButton } from "@/components/ui/copy-button"
import { ACTIONS, type Columns, DataTable, headsOf } from "@/components/ui/data-table"
import { Time } from "@/components/ui/time"
import type { ApiRequest } from "@/lib/shared/rows/access-keys"

const columns: Columns<ApiRequest> = [
  { id: "operation", place: "lead", cell: ({ operation, id }) => operationWith(operation, id) },
  { id: "key", cell: (row) => <Key {...row} /> },
  { id: "when", cell: ({ at }) => <Time value={at} absolute seconds /> },
  { id: "from", place: "wide", cell: ({ ip }) => <bdi>{ip ?? "–"}</bdi> },
  { id: "result", place: "end", cell: ({ error }) => error && <Refused error={error} /> },
  { id: ACTIONS, cell: ({ id }) => <CopyId id={id} /> },
]

/** Lists what programs have asked, latest first, and marks what they were refused. */
export function RequestLog({ rows }: { rows: ApiRequest[] }) {
  const t = useTranslations("requestLog")
  const heads = headsOf(t, ["operation", "key", "when", "from", "result", "actions"])
  return <DataTable label={t("title")} heads={heads} columns={columns} rows={rows} idOf={({ id }) => id} />
}

/** With the id that the program was given, so that its logs can be compared: its end tells it from its neighbours. */
function operationWith(operation: string, id: string) {
  return (
    <span>
      <b>{operation}</b>
      <small className="wide" title={id}>
        <code>
          {id.slice(0, 8)}…{id.slice(-12)}
        </code>
      </small>
    </span>
  )
}

function CopyId({ id }: Pick<ApiRequest, "id">) {
  const t = useTranslations("requestLog")
  return <CopyButton text={id} label={t("copyId")} icon look="quiet" size="small" />
}

function Key({ accessKey: { id, name, deleted, owner } }: ApiRequest) {
  const t = useTranslations("requestLog")
  const called = name ?? t("ownKey", { name: owner })
  return (
    <span title={`${called} ${id}`}>
      <bdi>{called}</bdi>
      <small className="wide">
        <code>{id}</code>
        {deleted && <span>{t("deleted")}</span>}
      </small>
    </span>
  )
}

function Refused({ error }: { error: string }) {
  const t = useTranslations("requestLog")
  return (
    <span>
      <Badge tone="danger" mark="ban">
        {t("refused")}
      </Badge>
      <small className="fault">
        <span title={error}>
          <code>{error}</code>
        </span>
      </small>
    </span>
  )
}
