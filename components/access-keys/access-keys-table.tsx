"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { createContext, use } from "react"
import { AccessKeyButton, AccessKeyMoves, type KeyActions } from "@/components/access-keys/access-key-moves"
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
  { id: "name", place: "lead", cell: ({ name, id }) => nameWith(name, id) },
  { id: "permissions", cell: (row) => <Permissions {...row} /> },
  { id: "owner", place: "wide", cell: (row) => <Owner {...row} /> },
  { id: "created", place: "wide", cell: ({ createdAt }) => <Time value={createdAt} /> },
  { id: "lastUsed", cell: (row) => <LastUsed {...row} /> },
  { id: "status", place: "end", cell: (row) => <Status {...row} /> },
  { id: ACTIONS, cell: (row) => <AccessKeyButton row={row} /> },
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

function nameWith(name: string, id: string) {
  return (
    <span>
      <b title={name}>
        <bdi>{name}</bdi>
      </b>
      <small>
        <code>{id}</code>
      </small>
    </span>
  )
}

function Permissions({ permissions }: AccessKey) {
  const t = useTranslations("keyPermissions")
  const names = keyPermissions.filter((one) => permissions.includes(one)).map((one) => t(`${one}.name`))
  return <span title={names.join(", ")}>{names.join(", ")}</span>
}

/** Shows whose key it is, and what became of it when its owner is not a super admin any more. */
function Owner({ owner: { accountId, name, role } }: AccessKey) {
  const t = useTranslations("accessKeys")
  const { self } = use(Context)
  const lost = role !== "super_admin" && t(role === null ? "gone" : "demoted")
  return (
    <span>
      <span className="beside">
        <bdi title={name}>{name}</bdi>
        {accountId === self && <Badge>{t("you")}</Badge>}
      </span>
      {lost && (
        <small className="fault">
          <span title={lost}>{lost}</span>
        </small>
      )}
    </span>
  )
}

function LastUsed({ id, name, lastUsedAt, lastUsedFrom }: AccessKey) {
  const t = useTranslations("accessKeys")
  const { log } = use(Context)
  if (!lastUsedAt) return <span className="text-secondary">{t("never")}</span>
  return (
    <span>
      <RouterLink href={`${log}&key=${id}` as Route}>
        <Time value={lastUsedAt} />
        <span className="sr-only">: {t("requestsOf", { name })}</span>
      </RouterLink>
      {lastUsedFrom && <small>{t("lastUsedFrom", { ip: lastUsedFrom })}</small>}
    </span>
  )
}

/** A key that works needs no mark. */
function Status({ enabled }: AccessKey) {
  const t = useTranslations("accessKeys")
  return enabled ? <span className="text-secondary">{t("enabled")}</span> : <Badge mark="ban">{t("disabled")}</Badge>
}
