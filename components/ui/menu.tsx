"use client"

import clsx from "clsx"
import { type ComponentProps, type KeyboardEvent, type ReactNode, useId, useRef } from "react"
import { Button } from "@/components/ui/button"
import { menuBox, menuItem } from "@/components/ui/menu-styles"

interface MenuProps {
  /** Names the button when it shows only an icon. */
  label?: string
  button: ReactNode
  children: ReactNode
  look?: ComponentProps<typeof Button>["look"]
}

/** A button and its list of actions. The browser opens, closes and stacks it. */
export function Menu({ label, button, children, look = "quiet" }: MenuProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  return (
    <>
      <Button look={look} aria-label={label} aria-haspopup="menu" popoverTarget={id}>
        {button}
      </Button>
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
    </>
  )
}

export function MenuItem({ danger, className, ...props }: ComponentProps<"button"> & { danger?: boolean }) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      {...props}
      className={clsx(menuItem, danger && "text-danger", className)}
    />
  )
}

/** Arrow keys, Home and End go through the items. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const items = itemsOf(event.currentTarget)
  const here = items.indexOf(document.activeElement as HTMLElement)
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  items.at(next % items.length)?.focus()
}

function itemsOf(list: HTMLElement) {
  return [...list.querySelectorAll<HTMLElement>("[role=menuitem]:not([aria-disabled=true])")]
}
