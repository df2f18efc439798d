"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { createContext, use, useState } from "react"
import { SecurityBadge } from "@/components/account-group/security-badge"
import { SecurityDialog } from "@/components/account-group/security-dialog"
import type { ServerAction } from "@/components/forms/call-action"
import { MemberName } from "@/components/members/member-name"
import { MemberRemoval } from "@/components/members/member-removal"
import { accountGroupOf } from "@/components/shell/navigation"
import { useAddressed } from "@/components/ui/addressed"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, type Columns, DataTable, headsOf } from "@/components/ui/data-table"
import { OpenButton } from "@/components/ui/overlay"
import { RouterLink } from "@/components/ui/router-links"
import { Time } from "@/components/ui/time"
import type { MemberAccount } from "@/lib/shared/rows/members"

interface AccountGroupTableProps {
  organization: { id: string; name: string }
  rows: MemberAccount[]
  /** The account of the visitor. */
  self: string
  /** Missing for a visitor who may only look. */
  actions?: { bind: ServerAction; sendAgain: ServerAction; remove: ServerAction }
}

interface Managing {
  organizationId: string
  self: string
  bind?: (number: string) => void
  remove?: (account: MemberAccount) => void
}

const Context = createContext<Managing>({ organizationId: "", self: "" })

const columns: Columns<MemberAccount> = [
  { id: "name", cell: (row) => <Name account={row} /> },
  { id: "number", cell: (row) => <code>{row.number}</code> },
  { id: "joined", cell: (row) => <Joined account={row} /> },
  { id: "entity", cell: (row) => <Entity {...row} /> },
  { id: "security", cell: (row) => <SecurityBadge security={row.security} /> },
  { id: ACTIONS, cell: (row) => <Actions account={row} /> },
]

/** The accounts of an enterprise, one a row, with what the super admin may do. */
export function AccountGroupTable({ organization, rows, self, actions }: AccountGroupTableProps) {
  const binding = useAddressed("bind", !actions)
  const [leaving, setLeaving] = useState<MemberAccount | null>(null)
  const managing = actions ? { bind: binding.show, remove: setLeaving } : {}
  return (
    <Context value={{ organizationId: organization.id, self, ...managing }}>
      <Listed rows={rows} readOnly={!actions} />
      {actions && (
        <>
          <SecurityDialog
            organizationId={organization.id}
            account={rows.find(({ number }) => number === binding.value) ?? null}
            address={binding.address}
            actions={actions}
            close={binding.close}
          />
          <MemberRemoval
            organization={organization}
            member={leaving}
            action={actions.remove}
            close={() => setLeaving(null)}
          />
        </>
      )}
    </Context>
  )
}

function Listed({ rows, readOnly }: { rows: MemberAccount[]; readOnly: boolean }) {
  const t = useTranslations("accountGroup")
  return (
    <DataTable
      label={t("title")}
      heads={headsOf(t, ["name", "number", "joined", "entity", "security", "actions"])}
      columns={columns}
      rows={rows}
      idOf={({ accountId }) => accountId}
      readOnly={readOnly}
    />
  )
}

/** Warns where the present policies would not allow the account's tags. */
function Name({ account }: { account: MemberAccount }) {
  const t = useTranslations("accountGroup")
  const members = useTranslations("members")
  const { organizationId, self } = use(Context)
  const { accountId, faultyTags } = account
  return (
    <MemberName organizationId={organizationId} member={account}>
      {accountId === self && <Badge>{members("you")}</Badge>}
      {faultyTags.length > 0 && (
        <span title={t("tagsHint", { keys: faultyTags.join(", ") })}>
          <Badge tone="warning" mark="triangle-alert">
            {t("tags")}
          </Badge>
        </span>
      )}
    </MemberName>
  )
}

/** Shows how and when the account came, with the way to the handshake behind it. */
function Joined({ account: { accountId, name, origin, handshakeId, joinedAt } }: { account: MemberAccount }) {
  const t = useTranslations("accountGroup")
  const words = useTranslations("origins")
  const { organizationId } = use(Context)
  const why = `${accountGroupOf(organizationId, accountId)}#why` as Route
  return (
    <span className="flex flex-col">
      {handshakeId ? (
        <RouterLink href={why} title={t("why", { name })}>
          {words(origin)}
        </RouterLink>
      ) : (
        <span>{words(origin)}</span>
      )}
      <span className="whitespace-nowrap text-secondary text-xs">
        <Time value={joinedAt} />
      </span>
    </span>
  )
}

function Entity({ entity }: MemberAccount) {
  const t = useTranslations("accountGroup")
  return entity ? <bdi className="break-words">{entity}</bdi> : <span className="text-tertiary">{t("noEntity")}</span>
}

/** Only created accounts are bound, and removed only once they have been activated. */
function Actions({ account }: { account: MemberAccount }) {
  const { bind, remove } = use(Context)
  if (!bind || !remove || account.role === "super_admin") return null
  return (
    <span className="flex flex-col items-end gap-1 max-sm:flex-row max-sm:flex-wrap max-sm:items-center">
      {!account.removable && <Bind account={account} bind={bind} />}
      <Remove account={account} remove={remove} />
    </span>
  )
}

function Bind({ account, bind }: { account: MemberAccount; bind: (number: string) => void }) {
  const t = useTranslations("accountGroup")
  const { number, name, security } = account
  if (security.state === "bound") return null
  const label = t(`bind.${security.state}`)
  return (
    <OpenButton size="small" aria-label={t("named", { action: label, name })} onClick={() => bind(number)}>
      {label}
    </OpenButton>
  )
}

interface RemoveProps {
  account: MemberAccount
  remove: (account: MemberAccount) => void
}

function Remove({ account, remove }: RemoveProps) {
  const t = useTranslations("accountGroup")
  const members = useTranslations("members")
  const label = t("remove")
  return (
    <OpenButton
      look="quiet"
      size="small"
      aria-label={t("named", { action: label, name: account.name })}
      disabledReason={account.removable ? null : members("notActivated")}
      onClick={() => remove(account)}
    >
      {label}
    </OpenButton>
  )
}
