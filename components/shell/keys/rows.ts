import type { Command, ListCommand } from "@/components/shell/keys/command"

/** What keys do with the list of this page; each gives whether there was anything to do. */
export const listCommands: Record<ListCommand, (event: KeyboardEvent) => boolean> = {
  search: focusSearch,
  next: () => walkRows(1),
  previous: () => walkRows(-1),
  select: selectRow,
  acts: focusActs,
}

export function isOfList(command: Command): command is ListCommand {
  return command in listCommands
}

/** The search above the list of this page. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main search input[type=search]")
  field?.focus()
  field?.select()
  return field !== null
}

/** The rows of the list on this page. */
function rows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>("main .rows tbody tr")]
}

/** The row in which the focus is. */
function rowInFocus(): HTMLTableRowElement | null {
  return document.activeElement?.closest("tr") ?? null
}

/** Puts the focus on the row before or after the one that has it; at first on the first one. */
function walkRows(step: 1 | -1): boolean {
  const all = rows()
  const here = all.indexOf(rowInFocus() as HTMLTableRowElement)
  const next = all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)]
  if (!next) return false
  next.tabIndex = -1
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: "nearest" })
  return true
}

/** Selects the row in focus or lets it go, with Shift all rows from the last one that was selected. */
function selectRow({ shiftKey }: KeyboardEvent): boolean {
  const box = rowInFocus()?.querySelector(".pick input")
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }))
  return box != null
}

/** Puts the focus on what can be done with the selection. */
function focusActs(): boolean {
  const first = document.querySelector<HTMLElement>("[data-acts] button")
  first?.focus()
  return first !== null
}
