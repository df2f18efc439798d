"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { createContext, use, useMemo, useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { Contact } from "@/components/lists/contact"
import { MemberName } from "@/components/members/member-name"
import { MemberRemoval } from "@/components/members/member-removal"
import { MemberRole, useRoleChange } from "@/components/members/member-role"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, type Columns, DataTable, headsOf, type Sorting } from "@/components/ui/data-table"
import { OpenButton } from "@/components/ui/overlay"
import { type Packed, unpack } from "@/components/ui/packed"
import { useTime } from "@/components/ui/time"
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
      columns={useColumns()}
      rows={rows}
      idOf={({ accountId }) => accountId}
      readOnly={readOnly}
      sorting={sorting}
    />
  )
}

function useColumns(): Columns<Member> {
  const t = useTranslations("members")
  const origins = useTranslations("origins")
  const time = useTime()
  const { organizationId, self, transfer, changeRole, remove } = use(Context)
  const you = <Badge>{t("you")}</Badge>
  return [
    {
      id: "name",
      cell: (member) => MemberName({ organizationId, member, children: member.accountId === self && you }),
    },
    { id: "number", cell: ({ number }) => <code>{number}</code> },
    { id: "contact", cell: contactsOf },
    {
      id: "role",
      cell: (member) => (
        <MemberRole
          member={member}
          label={t("roleOf", { name: member.name })}
          transfer={transfer}
          change={changeRole && ((role) => changeRole(member, role))}
        />
      ),
    },
    {
      id: "joined",
      cell: ({ origin, joinedAt }) => (
        <div>
          {origins(origin)}, {time(joinedAt)}
        </div>
      ),
    },
    { id: ACTIONS, cell: (member) => remove && removal(member, { remove, t }) },
  ]
}

function contactsOf({ email, phone }: Member) {
  const contacts = [email, phone].filter((contact) => contact !== null)
  return (
    <span>
      {contacts.map((contact) => (
        <Contact key={contact} address={contact} />
      ))}
    </span>
  )
}

interface Removing {
  remove: (member: Member) => void
  t: ReturnType<typeof useTranslations<"members">>
}

/** The button that takes a member out; the owner has none. */
function removal(member: Member, { remove, t }: Removing) {
  if (member.role === "super_admin") return null
  return OpenButton({
    look: "quiet",
    size: "small",
    "aria-label": t("removeNamed", { name: member.name }),
    disabledReason: member.removable ? null : t("notActivated"),
    onClick: () => remove(member),
    children: t("remove"),
  })
}

/** The page on which the owner is changed, with its dialog open. */
function changeOf(organizationId: string) {
  return `/${organizationId}/iam/organization-profile?change=1` as Route
}
