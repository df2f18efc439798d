"use client"

import type { Route } from "next"
import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { createContext, type ReactNode, use, useMemo, useState } from "react"
import { type ReadAt, useSinceDrawn } from "@/components/forms/answers/since-drawn"
import type { ServerAction } from "@/components/forms/call-action"
import { ContactLine } from "@/components/lists/contact"
import { useHiddenColumns } from "@/components/lists/filtering/hidden-columns"
import { Person } from "@/components/lists/person"
import { useBoxes } from "@/components/lists/selection/boxes"
import { type Selectable, SelectionBar, useSelection } from "@/components/lists/selection/selection"
import { useLightTime } from "@/components/members/light-time"
import { MemberMenu } from "@/components/members/member-menu"
import { MemberRemoval, type RemovalActions } from "@/components/members/member-removal"
import { MemberRole, useRoleChange } from "@/components/members/member-role"
import { accountGroupOf } from "@/components/shell/navigation"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, type Boxes, type Columns, DataTable, headsOf, type Sorting } from "@/components/ui/data-table"
import { MenuButton } from "@/components/ui/menu"
import { type Packed, unpack } from "@/components/ui/packed"
import type { Member } from "@/lib/shared/rows/members"

interface MembersTableProps {
  organization: { id: string; name: string } & ReadAt
  rows: Packed<Member>
  sorting: Sorting
  /** The account of the visitor. */
  self: string
  /** Missing for a visitor who may only look. */
  actions?: { changeRole: ServerAction } & RemovalActions
  /** Whether others are on other pages. */
  more: boolean
  /** What can be done with those who are selected. */
  bar?: ReactNode
}

export type MemberFacts = Pick<Member, "accountId" | "name" | "role" | "removable">

/** A member as one is selected. */
export interface SelectedMember extends Selectable, Pick<Member, "role" | "removable"> {}

/** The id of the menu that all rows share, short because every row names it. */
const MENU = "member"

interface Managing {
  organizationId: string
  self: string
  transfer?: Route
  changeRole?: ReturnType<typeof useRoleChange>
  openMenu?: (member: Member) => void
}

const Context = createContext<Managing>({ organizationId: "", self: "" })

/** The members of an organization, with what the super admin may change. */
export function MembersTable({ rows: packed, actions, ...props }: MembersTableProps) {
  const { organization, sorting, self } = props
  const rows = useMemo(() => unpack(packed), [packed])
  return actions ? (
    <Managed {...props} rows={rows} actions={actions} />
  ) : (
    <Context value={{ organizationId: organization.id, self }}>
      <Listed rows={rows} sorting={sorting} />
    </Context>
  )
}

type ManagedProps = Required<Omit<MembersTableProps, "rows" | "bar">> &
  Pick<MembersTableProps, "bar"> & { rows: Member[] }

function Managed({ organization, actions, self, rows: drawn, sorting, more, bar }: ManagedProps) {
  const router = useRouter()
  const [menuOf, openMenu] = useState<Member | null>(null)
  const [leaving, setLeaving] = useState<Member | null>(null)
  const { rows, change, remove } = useMembers(drawn, organization)
  const changeRole = useRoleChange(organization.id, { action: actions.changeRole, onDone: change })
  const selection = useSelection<SelectedMember>(rows.map(selected), more)
  return (
    <Context
      value={{
        organizationId: organization.id,
        self,
        transfer: changeOf(organization.id),
        changeRole,
        openMenu,
      }}
    >
      <Listed rows={rows} sorting={sorting} boxes={useBoxes(selection)} />
      <SelectionBar selection={selection}>{bar}</SelectionBar>
      <MemberMenu id={MENU} member={menuOf} remove={setLeaving} />
      <MemberRemoval
        organization={organization}
        member={leaving}
        actions={actions}
        onDone={(accountId) => {
          remove(accountId)
          router.refresh()
        }}
        close={() => setLeaving(null)}
      />
    </Context>
  )
}

export function selected({ accountId: id, name, role, removable }: MemberFacts): SelectedMember {
  return { id, name, role, removable }
}

/** The rows as they are now: what the server drew, and what has changed since. */
function useMembers(drawn: Member[], page: ReadAt) {
  const { notes, take } = useSinceDrawn<Pick<Member, "accountId"> & { role: Member["role"] | "removed" }>(page)
  const since = new Map(notes.map(({ accountId, role }) => [accountId, role]))
  return {
    rows: drawn.flatMap((row) => {
      const role = since.get(row.accountId) ?? row.role
      return role === "removed" ? [] : [{ ...row, role }]
    }),
    change: (accountId: string, role: Member["role"]) => take({ accountId, role }),
    remove: (accountId: string) => take({ accountId, role: "removed" }),
  }
}

/** Without boxes there is nothing to be done with a row. */
function Listed({ rows, sorting, boxes }: Pick<ManagedProps, "rows" | "sorting"> & { boxes?: Boxes | null }) {
  const t = useTranslations("members")
  return (
    <DataTable
      label={t("title")}
      heads={headsOf(t, ["name", "role", "number", "joined", "active", "actions"])}
      columns={useColumns()}
      rows={rows}
      idOf={({ accountId }) => accountId}
      hidden={useHiddenColumns().hidden}
      readOnly={boxes === undefined}
      sorting={sorting}
      boxes={boxes}
    />
  )
}

function useColumns(): Columns<Member> {
  const t = useTranslations("members")
  const origins = useTranslations("origins")
  const time = useLightTime()
  const { organizationId, self, transfer, changeRole, openMenu } = use(Context)
  const you = <Badge>{t("you")}</Badge>
  return [
    {
      id: "name",
      place: "lead",
      cell: ({ accountId, name, email, phone }) =>
        Person({
          name,
          href: accountGroupOf(organizationId, accountId),
          beside: accountId === self && you,
          below: ContactLine({ as: "small", contacts: [email, phone] }),
        }),
    },
    {
      id: "role",
      place: "end",
      cell: (member) => (
        <MemberRole
          member={member}
          label={t("roleOf", { name: member.name })}
          transfer={transfer}
          change={changeRole && ((role) => changeRole(member, role))}
        />
      ),
    },
    { id: "number", place: "wide", cell: ({ number }) => <code>{number}</code> },
    {
      id: "joined",
      place: "wide",
      cell: ({ origin, joinedAt }) => (
        <span>
          <span>{origins(origin)}</span>
          {time(joinedAt, "small")}
        </span>
      ),
    },
    { id: "active", place: "wide", cell: ({ lastActiveAt }) => (lastActiveAt ? time(lastActiveAt, "span") : "–") },
    {
      id: ACTIONS,
      cell: (member) =>
        openMenu &&
        MenuButton({ menu: MENU, label: t("more", { name: member.name }), onPress: () => openMenu(member) }),
    },
  ]
}

/** The page on which the owner is changed, with its dialog open. */
function changeOf(organizationId: string) {
  return `/${organizationId}/iam/organization-profile?change=1` as Route
}
