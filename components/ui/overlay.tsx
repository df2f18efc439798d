"use client"

import { type ComponentProps, type ReactNode, Suspense, useState } from "react"
import { Button } from "@/components/ui/button"
import type { ConfirmProps } from "@/components/ui/confirm-box"
import type { DialogProps } from "@/components/ui/dialog-box"
import { later } from "@/components/ui/later"

// Their behaviour weighs 24 kB, which a page pays only when one of them opens.
const load = { box: () => import("@/components/ui/dialog-box"), confirm: () => import("@/components/ui/confirm-box") }
const Box = later(() => load.box().then((file) => file.DialogBox))
const ConfirmBox = later(() => load.confirm().then((file) => file.ConfirmBox))

/** For the pointer or focus on a button that will open one: it is there when the press comes. */
function preloadOverlays() {
  for (const part of [load.box, load.confirm]) part().catch(nothing)
}

/** What does not come ahead of time is asked for again when it is needed. */
function nothing() {}

interface OpenButtonProps extends ComponentProps<typeof Button> {
  /** Fetches what the dialog holds. */
  load?: () => Promise<unknown>
}

/** Opens a dialog, which is fetched as soon as pointer or focus comes near. */
export function OpenButton({ load: loadContent, ...props }: OpenButtonProps) {
  const preload = () => {
    preloadOverlays()
    loadContent?.().catch(nothing)
  }
  return Button({ ...props, onPointerEnter: preload, onFocus: preload })
}

/** A sheet at the end side, 704 px wide, all of a phone. */
export function Drawer(props: DialogProps) {
  return (
    <Once open={props.open}>
      <Box {...props} sheet />
    </Once>
  )
}

export function Dialog(props: DialogProps) {
  return (
    <Once open={props.open}>
      <Box {...props} />
    </Once>
  )
}

/** Asks once before something that cannot be taken back. */
export function ConfirmDialog(props: ConfirmProps) {
  return (
    <Once open={props.open}>
      <ConfirmBox {...props} />
    </Once>
  )
}

/** Keeps what was there last, which a dialog still shows while it closes. */
export function useLast<T>(present: T | null): T | null {
  const [last, setLast] = useState(present)
  if (present !== null && present !== last) setLast(present)
  return last
}

/** Loads nothing before the first opening, and then stays mounted, so that closing can be animated. */
function Once({ open, children }: { open: boolean; children: ReactNode }) {
  const [seen, setSeen] = useState(open)
  if (open && !seen) setSeen(true)
  return seen ? <Suspense>{children}</Suspense> : null
}
