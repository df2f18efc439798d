"use client"

import { useSearchParams } from "next/navigation"
import { createContext, type ReactNode, Suspense, use, useEffect, useEffectEvent, useRef, useState } from "react"

/** A row that can be selected, with what is asked before something is done with it. */
export interface Selectable {
  id: string
  /** By which it is told from others. */
  name: string
}

export interface Selection<R extends Selectable = Selectable> {
  rows: readonly R[]
  /** All rows on the page. */
  page: readonly R[]
  /** Whether there are others on other pages. */
  more: boolean
  /** Selects a row or lets it go; as a range with all from the last one on. */
  toggle: (id: string, isRange: boolean) => void
  selectPage: () => void
  /** Selects rows of all pages. */
  selectAll: (rows: readonly R[]) => void
  clear: () => void
}

interface State<R> {
  /** The address for which rows are selected. */
  view: string
  picked: ReadonlyMap<string, R>
  /** Whether rows of other pages are among them. */
  beyond: boolean
}

const Context = createContext<Selection | null>(null)

/** The selection of a list; what it holds is what its list has given to `useSelection`. */
export function useListSelection<R extends Selectable>(): Selection<R> {
  const selection = use(Context)
  if (!selection) throw new Error("SelectionBar is missing above this component")
  return selection as unknown as Selection<R>
}

/** The selection of the rows of a page, which ends where the address changes, or by Escape. */
export function useSelection<R extends Selectable>(page: readonly R[], more: boolean): Selection<R> {
  const view = useSearchParams().toString()
  const none: State<R> = { view, picked: new Map(), beyond: false }
  const [state, setState] = useState(none)
  if (state.view !== view) setState(none)
  const last = useRef<string>(undefined)
  const here = new Map(page.map((row) => [row.id, row]))
  const rows = [...state.picked.values()].flatMap((row) => here.get(row.id) ?? (state.beyond ? row : []))
  const pick = (some: readonly R[], isOn: boolean) =>
    setState((before) => {
      const picked = new Map(before.picked)
      for (const row of some) isOn ? picked.set(row.id, row) : picked.delete(row.id)
      return { ...before, picked }
    })
  const clear = () => {
    leaveActs()
    setState(none)
  }
  useEscape(rows.length > 0, clear)
  return {
    rows,
    page,
    more,
    toggle(id, isRange) {
      pick(isRange ? between(page, last.current ?? id, id) : page.filter((row) => row.id === id), !state.picked.has(id))
      last.current = id
    },
    selectPage: () => pick(page, true),
    selectAll: (all) => setState({ view, picked: new Map(all.map((row) => [row.id, row])), beyond: true }),
    clear,
  }
}

/** The rows from one to another, whichever stands first. */
function between<R extends Selectable>(page: readonly R[], from: string, to: string): readonly R[] {
  const [first = 0, end = 0] = [from, to].map((id) => page.findIndex((row) => row.id === id)).sort((a, b) => a - b)
  return page.slice(first < 0 ? end : first, end + 1)
}

/**
 * What has the focus may be gone with the selection: it goes back to the first row that was selected. So it does where
 * nothing has it, as when the button that had it became one that says why it cannot be pressed.
 */
function leaveActs() {
  const focused = document.activeElement
  if (focused !== document.body && !focused?.closest(".acts")) return
  document.querySelector<HTMLElement>(".picking tbody .pick :checked")?.focus()
}

const COVERS = "[role=dialog], [role=alertdialog], :popover-open"
const TYPED_IN = "input:not([type=checkbox]), textarea"

/** Heard before all others, because what lies over the list is closed by the same key and would be gone. */
function useEscape(isSelected: boolean, clear: () => void) {
  const press = useEffectEvent(({ key, target }: KeyboardEvent) => {
    const typed = target instanceof Element && target.matches(TYPED_IN)
    if (key === "Escape" && !typed && !document.querySelector(COVERS)) clear()
  })
  useEffect(() => {
    if (!isSelected) return
    const watch = new AbortController()
    document.addEventListener("keydown", press, { capture: true, signal: watch.signal })
    return () => watch.abort()
  }, [isSelected])
}

interface SelectionBarProps<R extends Selectable> {
  selection: Selection<R>
  /** What can be done; it is fetched when something is selected, and stays until all is told of what was done. */
  children: ReactNode
}

/** The place below a list for what can be done with the selection. */
export function SelectionBar<R extends Selectable>({ selection, children }: SelectionBarProps<R>) {
  const [seen, setSeen] = useState(false)
  if (!seen && selection.rows.length > 0) setSeen(true)
  return <Context value={selection as unknown as Selection}>{seen && <Suspense>{children}</Suspense>}</Context>
}
