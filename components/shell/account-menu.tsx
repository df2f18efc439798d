import clsx from "clsx"
import type { Route } from "next"
import Link from "next/link"
import type { ReactNode } from "react"
import { DrawnForField } from "@/components/forms/answers/drawn-for"
import { type ButtonAction, ButtonForm } from "@/components/forms/button-form"
import { SheetButton } from "@/components/shell/keys/open-buttons"
import { LanguageSwitch, type PreferenceActions, ThemeSwitch } from "@/components/shell/preferences"
import { useShellWords } from "@/components/shell/shell-words"
import { menuBox, menuItem } from "@/components/ui/menu-styles"
import { Tile } from "@/components/ui/tile"
import "@/components/shell/icons.css"

export interface AccountActions extends PreferenceActions {
  passwordPage: Route
  logOut: ButtonAction
  logOutEverywhere: ButtonAction
}

export interface ShellAccount {
  number: string
  name: string
  contact: string
  /** Runs the platform. */
  operator: boolean
}

interface AccountMenuProps {
  account: ShellAccount
  actions: AccountActions
  /** The page of terms and keys. */
  help: Route
}

/** Opens without JavaScript: the browser does it. */
export function AccountMenu({ account, actions, help }: AccountMenuProps) {
  const words = useShellWords()
  return (
    <div className="min-w-0">
      <button type="button" popoverTarget="account" className="opener gap-2.5 p-2">
        <Tile name={account.name} />
        <span className="flex min-w-0 grow flex-col">
          <span className="truncate font-medium text-sm">{account.name}</span>
          <bdi dir="ltr" className="truncate text-start text-tertiary text-xs">
            {account.contact}
          </bdi>
        </span>
      </button>
      <section id="account" popover="auto" aria-label={words.accountMenu} className={clsx(menuBox, "hang-start w-60")}>
        <Preferences actions={actions} />
        <Ways operator={account.operator} help={help} />
        <Session actions={actions} />
      </section>
    </div>
  )
}

function Preferences({ actions }: { actions: AccountActions }) {
  const words = useShellWords()
  return (
    <div className="flex flex-col gap-3 border-b p-2 pb-3">
      <LanguageSwitch action={actions.setLocale} />
      <ThemeSwitch label={words.theme} nameOf={(theme) => words.themes[theme]} action={actions.setTheme} />
    </div>
  )
}

function Ways({ operator, help }: { operator: boolean; help: Route }) {
  const words = useShellWords()
  return (
    <div className="border-b py-1">
      <Link href="/me" className={menuItem} data-icon="account">
        {words.account}
      </Link>
      {operator && (
        <Link href="/operator" className={menuItem} data-icon="operator">
          {words.operator}
        </Link>
      )}
      <Link href={help} className={menuItem} data-icon="help">
        {words.help}
      </Link>
      <SheetButton />
    </div>
  )
}

function Session({ actions }: { actions: AccountActions }) {
  const words = useShellWords()
  return (
    <div className="pt-1">
      <Link href={actions.passwordPage} className={menuItem} data-icon="accessKeys">
        {words.changePassword}
      </Link>
      <Doing action={actions.logOutEverywhere} icon="everywhere" of={<DrawnForField />}>
        {words.logOutEverywhere}
      </Doing>
      <Doing action={actions.logOut} icon="logOut">
        {words.logOut}
      </Doing>
    </div>
  )
}

interface DoingProps {
  action: ButtonAction
  icon: string
  /** Whose account it is about, where that matters. */
  of?: ReactNode
  children: ReactNode
}

function Doing({ action, icon, of, children }: DoingProps) {
  return (
    <ButtonForm action={action}>
      {of}
      <button type="submit" className={menuItem} data-icon={icon}>
        {children}
      </button>
    </ButtonForm>
  )
}
