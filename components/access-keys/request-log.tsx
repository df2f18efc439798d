"use client"

import { useTranslations } from "next-intl"
import { Badge } from "@/components/ui/badge"
import { CopyButton } from "@/components/ui/copy-button"
import { type Columns, DataTable, headsOf } from "@/components/ui/data-table"
import { Time } from "@/components/ui/time"
import type { ApiRequest } from "@/lib/shared/rows/access-keys"

const columns: Columns<ApiRequest> = [
  { id: "when", cell: (row) => <When {...row} /> },
  { id: "operation", cell: (row) => <Operation {...row} /> },
  { id: "key", cell: (row) => <Key {...row} /> },
  { id: "from", cell: (row) => <bdi className="wrap-anywhere">{row.ip ?? "–"}</bdi> },
  { id: "result", cell: (row) => <Result {...row} /> },
]

/** Lists what programs have asked and what they were answered, latest first. */
export function RequestLog({ rows }: { rows: ApiRequest[] }) {
  const t = useTranslations("requestLog")
  const heads = headsOf(t, ["when", "operation", "key", "from", "result"])
  return (
    <DataTable label={t("title")} heads={heads} columns={columns} rows={rows} idOf={({ id }) => id} cardOf={cardOf} />
  )
}

const cardOf = (row: ApiRequest) => <Card {...row} />

/** On a phone a request takes three short lines. */
function Card(request: ApiRequest) {
  const t = useTranslations("requestLog")
  const { operation, error, ip, accessKey } = request
  return (
    <span className="flex flex-col">
      <span className="flex items-start justify-between gap-3">
        <span className="wrap-anywhere font-medium">{operation}</span>
        <Outcome error={error} />
      </span>
      <span className="wrap-anywhere text-secondary text-xs">
        <When {...request} /> · <bdi>{accessKey.name ?? t("ownKey", { name: accessKey.owner })}</bdi>
        {ip && <span> · {ip}</span>}
      </span>
      {error && <code className="wrap-anywhere text-secondary text-xs">{error}</code>}
      <RequestId {...request} />
    </span>
  )
}

function When({ at }: ApiRequest) {
  return (
    <span className="whitespace-nowrap">
      <Time value={at} absolute seconds />
    </span>
  )
}

/** Shows the id that the program was given, so that its logs can be compared. */
function Operation({ operation, id }: ApiRequest) {
  return (
    <span className="flex min-w-0 flex-col">
      <span className="wrap-anywhere @3xl:whitespace-nowrap font-medium">{operation}</span>
      <RequestId id={id} />
    </span>
  )
}

/** Leaves out the middle, because the end tells it from its neighbours. */
function RequestId({ id }: Pick<ApiRequest, "id">) {
  const t = useTranslations("requestLog")
  return (
    <span className="-my-1 inline-flex items-center gap-1">
      <code title={id} className="whitespace-nowrap text-secondary text-xs">
        {id.slice(0, 8)}…{id.slice(-12)}
      </code>
      <CopyButton text={id} label={t("copyId")} icon look="quiet" size="small" />
    </span>
  )
}

function Key({ accessKey: { id, name, deleted, owner } }: ApiRequest) {
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

function Result({ error }: ApiRequest) {
  return (
    <span className="flex min-w-0 flex-col gap-0.5">
      <Outcome error={error} />
      {error && <code className="wrap-anywhere @3xl:min-w-70 text-secondary text-xs">{error}</code>}
    </span>
  )
}

function Outcome({ error }: Pick<ApiRequest, "error">) {
  const t = useTranslations("requestLog")
  return (
    <Badge tone={error ? "danger" : "success"} mark={error ? "ban" : "check"}>
      {t(error ? "refused" : "done")}
    </Badge>
  )
}
