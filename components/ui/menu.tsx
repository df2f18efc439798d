"use client"

import clsx from "clsx"
import { type ComponentProps, type KeyboardEvent, type ReactNode, useRef } from "react"
import { menuBox, menuItem } from "@/components/ui/menu-styles"

interface MenuProps {
  id: string
  label?: string
  children: ReactNode
}

/** A list of actions. The browser opens, closes and stacks it, beside whichever of its buttons was pressed. */
export function Menu({ id, label, children }: MenuProps) {
  const list = useRef<HTMLDivElement>(null)
  return (
    <div
      id={id}
      ref={list}
      popover="auto"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={walk}
      onClick={() => list.current?.hidePopover()}
      onToggle={(event) => event.newState === "open" && itemsOf(event.currentTarget)[0]?.focus()}
      className={clsx(menuBox, "hang-end")}
    >
      {children}
    </div>
  )
}

interface MenuButtonProps {
  /** The id of the menu. */
  menu: string
  label: string
  /** Says what the menu is opened for, because several buttons share it. */
  onPress: () => void
}

/** The button of a row, which opens the menu that its list has for all rows. */
export function MenuButton({ menu, label, onPress }: MenuButtonProps) {
  const popup = { "aria-haspopup": "menu", popoverTarget: menu } as const
  return <button type="button" className="more" aria-label={label} {...popup} onClick={onPress} />
}

interface MenuItemProps extends ComponentProps<"button"> {
  danger?: boolean
  /** Why it cannot be done now; it stays reachable, because nobody could learn the reason otherwise. */
  disabledReason?: string | null
}

export function MenuItem({ danger, disabledReason, className, children, onClick, ...props }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      aria-disabled={disabledReason ? true : undefined}
      onClick={disabledReason ? (event) => event.stopPropagation() : onClick}
      {...props}
      className={clsx(menuItem, danger && !disabledReason && "text-danger", className)}
    >
      {disabledReason ? (
        <span className="max-w-72 py-1.5">
          <span className="text-tertiary">{children}</span>
          <span className="block text-secondary text-xs">{disabledReason}</span>
        </span>
      ) : (
        children
      )}
    </button>
  )
}

/** Arrow keys, Home and End go through the items. Escape closes the menu, and not the dialog that it stands in. */
export function walk(event: KeyboardEvent<HTMLElement>) {
  if (event.key === "Escape") {
    event.stopPropagation()
    event.nativeEvent.stopImmediatePropagation()
  }
  const items = itemsOf(event.currentTarget)
  const here = items.indexOf(document.activeElement as HTMLElement)
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  items.at(next % items.length)?.focus()
}

function itemsOf(list: HTMLElement) {
  return [...list.querySelectorAll<HTMLElement>("[role^=menuitem]")]
}
