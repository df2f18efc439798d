"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { createContext, type ReactNode, use, useState } from "react"
import { SecurityBadge } from "@/components/account-group/security-badge"
import { SecurityDialog } from "@/components/account-group/security-dialog"
import type { ServerAction } from "@/components/forms/call-action"
import { ContactLine } from "@/components/lists/contact"
import { useHiddenColumns } from "@/components/lists/filtering/hidden-columns"
import { Person } from "@/components/lists/person"
import { useBoxes } from "@/components/lists/selection/boxes"
import { type Selectable, SelectionBar, useSelection } from "@/components/lists/selection/selection"
import { MemberMenu } from "@/components/members/member-menu"
import { MemberRemoval, type RemovalActions } from "@/components/members/member-removal"
import { accountGroupOf } from "@/components/shell/navigation"
import { useAddressed } from "@/components/ui/addressed"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, type Boxes, type Columns, DataTable, headsOf, type Sorting } from "@/components/ui/data-table"
import { MenuButton } from "@/components/ui/menu"
import { OpenButton } from "@/components/ui/overlay"
import { PlainLink } from "@/components/ui/router-links"
import { Time } from "@/components/ui/time"
import type { MemberAccount } from "@/lib/shared/rows/members"

interface AccountGroupTableProps {
  organization: { id: string; name: string }
  rows: MemberAccount[]
  sorting: Sorting
  /** The account of the visitor. */
  self: string
  /** Missing for a visitor who may only look. */
  actions?: { bind: ServerAction; sendAgain: ServerAction } & RemovalActions
  /** Whether others are on other pages. */
  more: boolean
  /** What can be done with those that are selected. */
  bar?: ReactNode
}

/** An account as one is selected. */
export interface SelectedAccount extends Selectable, Pick<MemberAccount, "role" | "removable">, Waiting {}
type Waiting = Pick<MemberAccount["security"], "state" | "handshakeId">

/** The id of the menu that all rows share, short because every row names it. */
const MENU = "account-row"

interface Managing {
  organizationId: string
  self: string
  bind?: (number: string) => void
  openMenu?: (account: MemberAccount) => void
}

const Context = createContext<Managing>({ organizationId: "", self: "" })

const columns: Columns<MemberAccount> = [
  { id: "name", place: "lead", cell: (row) => <Name account={row} /> },
  { id: "security", cell: (row) => <SecurityStatus account={row} /> },
  { id: "entity", place: "wide", cell: (row) => <Entity {...row} /> },
  { id: "number", place: "wide", cell: ({ number }) => <code>{number}</code> },
  { id: "joined", place: "wide", cell: (row) => <Joined account={row} /> },
  { id: ACTIONS, cell: (row) => <More account={row} /> },
]

/** The accounts of an enterprise, one a row, with what the super admin may do. */
export function AccountGroupTable({ organization, rows, sorting, self, actions, more, bar }: AccountGroupTableProps) {
  const binding = useAddressed("bind", !actions)
  const [menuOf, openMenu] = useState<MemberAccount | null>(null)
  const [leaving, setLeaving] = useState<MemberAccount | null>(null)
  const managing = actions ? { bind: binding.show, openMenu } : {}
  const selection = useSelection<SelectedAccount>(rows.map(selected), more)
  const boxes = useBoxes(selection)
  return (
    <Context value={{ organizationId: organization.id, self, ...managing }}>
      <Listed rows={rows} sorting={sorting} boxes={actions ? boxes : undefined} />
      {actions && (
        <>
          <SelectionBar selection={selection}>{bar}</SelectionBar>
          <MemberMenu id={MENU} member={menuOf} remove={setLeaving} />
          <SecurityDialog
            organizationId={organization.id}
            account={rows.find(({ number }) => number === binding.value) ?? null}
            actions={actions}
            close={binding.close}
          />
          <MemberRemoval
            organization={organization}
            member={leaving}
            actions={actions}
            close={() => setLeaving(null)}
          />
        </>
      )}
    </Context>
  )
}

function selected({ accountId: id, name, role, removable, security }: MemberAccount): SelectedAccount {
  return { id, name, role, removable, state: security.state, handshakeId: security.handshakeId }
}

type ListedProps = Pick<AccountGroupTableProps, "rows" | "sorting"> & { boxes: Boxes | null | undefined }

/** Without boxes there is nothing to be done with a row. */
function Listed({ rows, sorting, boxes }: ListedProps) {
  const t = useTranslations("accountGroup")
  const { hidden } = useHiddenColumns()
  const [first] = rows
  const isAlike = rows.every(({ entity }) => entity === first?.entity)
  return (
    <>
      <DataTable
        label={t("title")}
        heads={headsOf(t, ["name", "security", "entity", "number", "joined", "actions"])}
        columns={columns}
        hidden={isAlike ? [...hidden, "entity"] : hidden}
        rows={rows}
        idOf={({ accountId }) => accountId}
        readOnly={boxes === undefined}
        boxes={boxes}
        sorting={sorting}
      />
      {isAlike && first?.entity && <p className="text-secondary text-sm">{t("alike", { entity: first.entity })}</p>}
    </>
  )
}

/** Warns where the present policies would not allow the account's tags. */
function Name({ account }: { account: MemberAccount }) {
  const t = useTranslations("accountGroup")
  const members = useTranslations("members")
  const { organizationId, self } = use(Context)
  const { accountId, name, faultyTags, security } = account
  const isSelf = accountId === self
  const isFaulty = faultyTags.length > 0
  return (
    <Person
      name={name}
      href={accountGroupOf(organizationId, accountId)}
      beside={
        (isSelf || isFaulty) && (
          <>
            {isSelf && <Badge>{members("you")}</Badge>}
            {isFaulty && (
              <span title={t("tagsHint", { keys: faultyTags.join(", ") })}>
                <Badge tone="warning" mark="triangle-alert">
                  {t("tags")}
                </Badge>
              </span>
            )}
          </>
        )
      }
      below={
        (security.email ?? security.phone) && <ContactLine as="small" contacts={[security.email ?? security.phone]} />
      }
    />
  )
}

/** Shows whether an account can be logged in to, with what binds or activates it; only created accounts are bound. */
function SecurityStatus({ account: { number, name, security, removable } }: { account: MemberAccount }) {
  const t = useTranslations("accountGroup")
  const { bind } = use(Context)
  const { state } = security
  if (state === "bound") return <span className="text-secondary">{t("states.bound")}</span>
  const label = t(`bind.${state}`)
  return (
    <span className="stack">
      <SecurityBadge security={security} />
      {bind && !removable && (
        <OpenButton look="text" aria-label={t("named", { action: label, name })} onClick={() => bind(number)}>
          {label}
        </OpenButton>
      )}
    </span>
  )
}

/** Shows how and when the account came, with the way to the handshake behind it. */
function Joined({ account: { accountId, name, origin, handshakeId, joinedAt } }: { account: MemberAccount }) {
  const t = useTranslations("accountGroup")
  const words = useTranslations("origins")
  const { organizationId } = use(Context)
  const why = `${accountGroupOf(organizationId, accountId)}#why` as Route
  return (
    <span>
      {handshakeId ? (
        <PlainLink href={why} title={t("why", { name })}>
          {words(origin)}
        </PlainLink>
      ) : (
        <span>{words(origin)}</span>
      )}
      <small>
        <Time value={joinedAt} />
      </small>
    </span>
  )
}

function Entity({ entity }: MemberAccount) {
  const t = useTranslations("accountGroup")
  return entity ? <bdi title={entity}>{entity}</bdi> : <span className="text-tertiary">{t("noEntity")}</span>
}

function More({ account }: { account: MemberAccount }) {
  const t = useTranslations("members")
  const { openMenu } = use(Context)
  const { name } = account
  return openMenu && MenuButton({ menu: MENU, label: t("more", { name }), onPress: () => openMenu(account) })
}
