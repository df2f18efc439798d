"use client"

import { useEffect, useEffectEvent } from "react"

/*
 * All open dialogs share one entry of the browser's history, above the entry of their page, so that Back closes the
 * topmost. The router is told nothing of that entry: it would draw the page again as it was when the dialog opened.
 */

/** How a dialog is named in the query of its page. */
export interface Address {
  name: string
  value: string
}

interface Layer {
  /** As Escape does: a form with unsaved input may stay. */
  close: () => void
  address: Address | null
}

/** What an entry of the history tells: that it is the one of dialogs, or the one below. */
interface Marks {
  over?: string
  under?: string
}

const layers: Layer[] = []
/** The mark of the dialogs' entry, while the history stands on it. */
let over: string | null = null
/** The address of the page without its dialogs, and with them. */
let base = ""
let shown = ""
/** What the router keeps in the entry: with it the page stays as it has become meanwhile. */
let kept: object | null = null
/** The mark of the page's own entry, which has yet to be told of it. */
let returned: string | null = null
/** A step back that was not the reader's is on its way. */
let stepping = false
/** The history stands on the entry of dialogs that are gone. */
let stray = false
const arrivals = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

if (typeof window !== "undefined") {
  over = marks().over ?? null
  // Ahead of the router, which listens without capture.
  addEventListener("popstate", onPop, { capture: true })
}

/** Lets Back close what is open, and shows its address, if it has one, as long as it is. */
export function useLayer({ open, close, address }: { open: boolean; close: () => void; address?: Address }) {
  const leave = useEffectEvent(close)
  const { name = "", value = "" } = address ?? {}
  useEffect(() => {
    if (!open) return
    const layer = { close: () => leave(), address: name ? { name, value } : null }
    layers.push(layer)
    settleSoon()
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      settleSoon()
    }
  }, [open, name, value])
  // The router writes its own address again when it has drawn the page anew.
  useEffect(() => {
    if (open) settleSoon()
  })
}

/** Takes the name of a dialog out of the address that the router knows: from there on it belongs to the entry above. */
export function arrive(name: string) {
  arrivals.add(name)
  settleSoon()
}

/** For what leads from a dialog to another page, which takes the place of the dialogs' entry. */
export function leaveDialogs() {
  over = null
}

/** After all that happens at once, such as one dialog giving way to another, and after the browser's own step. */
function settleSoon() {
  clearTimeout(timer)
  timer = setTimeout(settle)
}

function settle() {
  takeArrivals()
  if (stepping) return
  if (stray) return stepBack()
  if (returned) write("replaceState", location.href, { ...kept, over: undefined, under: returned })
  returned = null
  // Otherwise the router has led elsewhere.
  if (marks().over !== over && location.href !== shown && location.href !== base) over = null
  if (layers.length > 0) show()
  else if (over) stepBack()
}

function takeArrivals() {
  if (arrivals.size === 0) return
  const url = new URL(location.href)
  for (const name of arrivals) url.searchParams.delete(name)
  arrivals.clear()
  base = url.href
  history.replaceState(marks(), "", base)
}

function show() {
  if (!over) {
    over = crypto.randomUUID()
    base = location.href
    write("replaceState", base, { under: over })
    write("pushState", withDialogs(), { over })
  } else if (location.href !== withDialogs() || marks().over !== over) write("replaceState", withDialogs(), { over })
  shown = location.href
  kept = history.state
}

function stepBack() {
  stepping = true
  history.back()
}

function onPop(event: PopStateEvent) {
  const [from, own] = [over, stepping]
  const { over: gone, under } = marks()
  stepping = false
  over = gone ?? null
  if (gone) {
    event.stopImmediatePropagation()
    stray = gone !== from
    // The router pushes its address again when an action has drawn the page anew: that leaves a second entry below.
    if (!stray && !own) layers.at(-1)?.close()
  } else if (!stray && from && under === from) {
    event.stopImmediatePropagation()
    returned = from
    if (!own) layers.at(-1)?.close()
  } else stray = false
  settleSoon()
}

/** The router looks away from what is written with its own mark, which the state has already. */
function write(how: "pushState" | "replaceState", address: string, state: Marks) {
  history[how]({ ...history.state, over: undefined, under: undefined, ...state }, "", address)
}

function marks(): Marks {
  const { over, under }: Marks = history.state ?? {}
  return { over, under }
}

function withDialogs(): string {
  const url = new URL(base)
  for (const { address } of layers) if (address) url.searchParams.set(address.name, address.value)
  return url.href
}
