"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { createContext, use, useMemo, useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { Contact } from "@/components/lists/contact"
import { MemberName } from "@/components/members/member-name"
import { MemberRemoval } from "@/components/members/member-removal"
import { MemberRole, useRoleChange } from "@/components/members/member-role"
import { ACTIONS, columnsOf, DataTable, headsOf, type Sorting } from "@/components/ui/data-table"
import { OpenButton } from "@/components/ui/overlay"
import { type Packed, unpack } from "@/components/ui/packed"
import { Time } from "@/components/ui/time"
import type { Member } from "@/lib/shared/rows/members"

interface MembersTableProps {
  organization: { id: string; name: string }
  rows: Packed<Member>
  sorting: Sorting
  /** The account of the visitor. */
  self: string
  /** Missing for a visitor who may only look. */
  actions?: { changeRole: ServerAction; remove: ServerAction }
}

interface Managing {
  organizationId: string
  self: string
  transfer?: Route
  changeRole?: ReturnType<typeof useRoleChange>
  remove?: (member: Member) => void
}

const Context = createContext<Managing>({ organizationId: "", self: "" })

const columns = columnsOf<Member>((helper) => [
  helper.display({ id: "name", cell: ({ row }) => <Name member={row.original} /> }),
  helper.display({ id: "number", cell: ({ row }) => <code>{row.original.number}</code> }),
  helper.display({ id: "contact", cell: ({ row }) => <Contacts {...row.original} /> }),
  helper.display({ id: "role", cell: ({ row }) => <RoleCell member={row.original} /> }),
  helper.display({ id: "joined", cell: ({ row }) => <Joined {...row.original} /> }),
  helper.display({ id: ACTIONS, cell: ({ row }) => <Remove member={row.original} /> }),
])

/** The members of an organization, with what the super admin may change. */
export function MembersTable({ organization, rows: packed, sorting, self, actions }: MembersTableProps) {
  const rows = useMemo(() => unpack(packed), [packed])
  return actions ? (
    <Managed organization={organization} rows={rows} sorting={sorting} self={self} actions={actions} />
  ) : (
    <Context value={{ organizationId: organization.id, self }}>
      <Listed rows={rows} sorting={sorting} readOnly />
    </Context>
  )
}

type ManagedProps = Required<Omit<MembersTableProps, "rows">> & { rows: Member[] }

function Managed({ organization, actions, self, rows: drawn, sorting }: ManagedProps) {
  const [leaving, setLeaving] = useState<Member | null>(null)
  const { rows, change, remove } = useMembers(drawn)
  const changeRole = useRoleChange(organization.id, { action: actions.changeRole, onDone: change })
  return (
    <Context
      value={{
        organizationId: organization.id,
        self,
        transfer: changeOf(organization.id),
        changeRole,
        remove: setLeaving,
      }}
    >
      <Listed rows={rows} sorting={sorting} />
      <MemberRemoval
        organization={organization}
        member={leaving}
        action={actions.remove}
        onDone={remove}
        close={() => setLeaving(null)}
      />
    </Context>
  )
}

/** The rows as they are now: what the server drew, and what has changed since. */
function useMembers(drawn: Member[]) {
  const [state, setState] = useState({ drawn, rows: drawn })
  if (state.drawn !== drawn) setState({ drawn, rows: drawn })
  const become = (rows: (last: Member[]) => Member[]) => setState((last) => ({ ...last, rows: rows(last.rows) }))
  return {
    rows: state.rows,
    change: (accountId: string, role: Member["role"]) =>
      become((rows) => rows.map((row) => (row.accountId === accountId ? { ...row, role } : row))),
    remove: (accountId: string) => become((rows) => rows.filter((row) => row.accountId !== accountId)),
  }
}

function Listed({ rows, sorting, readOnly }: Pick<ManagedProps, "rows" | "sorting"> & { readOnly?: boolean }) {
  const t = useTranslations("members")
  return (
    <DataTable
      label={t("title")}
      heads={headsOf(t, ["name", "number", "contact", "role", "joined", "actions"])}
      columns={columns}
      rows={rows}
      idOf={({ accountId }) => accountId}
      readOnly={readOnly}
      sorting={sorting}
    />
  )
}

function Name({ member }: { member: Member }) {
  const { organizationId, self } = use(Context)
  return <MemberName organizationId={organizationId} member={member} self={self} />
}

function Contacts({ email, phone }: Member) {
  return (
    <span>
      {[email, phone]
        .filter((contact) => contact !== null)
        .map((contact) => (
          <Contact key={contact} address={contact} />
        ))}
    </span>
  )
}

function RoleCell({ member }: { member: Member }) {
  const { transfer, changeRole } = use(Context)
  return <MemberRole member={member} transfer={transfer} change={changeRole && ((role) => changeRole(member, role))} />
}

function Joined({ origin, joinedAt }: Member) {
  const t = useTranslations("origins")
  return (
    <div>
      {t(origin)}, <Time value={joinedAt} />
    </div>
  )
}

/** The page on which the owner is changed, with its dialog open. */
function changeOf(organizationId: string) {
  return `/${organizationId}/iam/organization-profile?change=1` as Route
}

function Remove({ member }: { member: Member }) {
  const t = useTranslations("members")
  const { remove } = use(Context)
  if (!remove || member.role === "super_admin") return null
  return (
    <OpenButton
      look="quiet"
      size="small"
      aria-label={t("removeNamed", { name: member.name })}
      disabledReason={member.removable ? null : t("notActivated")}
      onClick={() => remove(member)}
    >
      {t("remove")}
    </OpenButton>
  )
}
