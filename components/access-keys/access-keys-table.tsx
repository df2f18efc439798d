"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { createContext, use } from "react"
import { AccessKeyButtons, AccessKeyMoves, type KeyActions } from "@/components/access-keys/access-key-moves"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, type Columns, DataTable, headsOf } from "@/components/ui/data-table"
import { RouterLink } from "@/components/ui/router-links"
import { Time } from "@/components/ui/time"
import { keyPermissions } from "@/lib/shared/roles"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

interface AccessKeysTableProps {
  rows: AccessKey[]
  /** The account of the visitor. */
  self: string
  /** The request log, which each key narrows to its own requests. */
  log: Route
  /** Hides the owner, because every key is the visitor's own. */
  own?: boolean
  /** Missing for a visitor who may only look. */
  actions?: KeyActions
}

const Context = createContext<Pick<AccessKeysTableProps, "self" | "log">>({ self: "", log: "/" })

const columns: Columns<AccessKey> = [
  { id: "name", cell: (row) => <Name {...row} /> },
  { id: "permissions", cell: (row) => <Permissions {...row} /> },
  { id: "owner", cell: (row) => <Owner {...row} /> },
  { id: "created", cell: (row) => <Created {...row} /> },
  { id: "lastUsed", cell: (row) => <LastUsed {...row} /> },
  { id: "status", cell: (row) => <Status {...row} /> },
  { id: ACTIONS, cell: (row) => <AccessKeyButtons row={row} /> },
]

/** The access keys of an organization, or of an account itself. */
export function AccessKeysTable({ rows, self, log, own, actions }: AccessKeysTableProps) {
  const t = useTranslations("accessKeys")
  return (
    <Context value={{ self, log }}>
      <AccessKeyMoves actions={actions}>
        <DataTable
          label={t("title")}
          heads={headsOf(t, ["name", "permissions", "owner", "created", "lastUsed", "status", "actions"])}
          columns={columns}
          rows={rows}
          idOf={({ id }) => id}
          hidden={own ? ["owner"] : []}
          readOnly={!actions}
        />
      </AccessKeyMoves>
    </Context>
  )
}

function Name({ name, id }: AccessKey) {
  return (
    <span className="flex min-w-0 flex-col">
      <bdi className="wrap-anywhere font-medium">{name}</bdi>
      <code className="text-secondary text-xs">{id}</code>
    </span>
  )
}

function Permissions({ permissions }: AccessKey) {
  const t = useTranslations("keyPermissions")
  return (
    <span className="flex max-w-52 flex-wrap gap-1 py-1">
      {keyPermissions
        .filter((one) => permissions.includes(one))
        .map((one) => (
          <Badge key={one}>{t(`${one}.name`)}</Badge>
        ))}
    </span>
  )
}

/** Shows whose key it is, and what became of it when its owner is not a super admin any more. */
function Owner({ owner: { accountId, name, role } }: AccessKey) {
  const t = useTranslations("accessKeys")
  const { self } = use(Context)
  return (
    <span className="flex min-w-0 flex-col">
      <span className="inline-flex flex-wrap items-center gap-2">
        <bdi className="wrap-anywhere">{name}</bdi>
        {accountId === self && <Badge>{t("you")}</Badge>}
      </span>
      {role !== "super_admin" && (
        <span className="max-w-56 text-warning text-xs">{t(role === null ? "gone" : "demoted")}</span>
      )}
    </span>
  )
}

function Created({ createdAt }: AccessKey) {
  return (
    <span className="whitespace-nowrap">
      <Time value={createdAt} />
    </span>
  )
}

function LastUsed({ id, name, lastUsedAt, lastUsedFrom }: AccessKey) {
  const t = useTranslations("accessKeys")
  const { log } = use(Context)
  if (!lastUsedAt) return <span className="text-secondary">{t("never")}</span>
  return (
    <span className="flex flex-col">
      <RouterLink href={`${log}&key=${id}` as Route} className="whitespace-nowrap">
        <Time value={lastUsedAt} />
        <span className="sr-only">: {t("requestsOf", { name })}</span>
      </RouterLink>
      {lastUsedFrom && <span className="text-secondary text-xs">{t("lastUsedFrom", { ip: lastUsedFrom })}</span>}
    </span>
  )
}

function Status({ enabled }: AccessKey) {
  const t = useTranslations("accessKeys")
  return <Badge tone={enabled ? "success" : "neutral"}>{t(enabled ? "enabled" : "disabled")}</Badge>
}
