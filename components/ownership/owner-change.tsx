"use client"

import { useTranslations } from "next-intl"
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { preloadOverlays } from "@/components/ui/overlay"
import type { Member } from "@/lib/shared/rows/members"

export interface OwnerChangeProps {
  organization: { id: string; name: string }
  /** Why this visitor cannot change the owner; nothing when he can. */
  refusal: string | null
  actions: { search: ServerAction<Member[]>; change: ServerAction }
  /** The field for the password. */
  password: ReactNode
  /** Whether the login is too old to stand for it. */
  askPassword: boolean
  /** The address of the page, where another one has asked for the dialog. */
  opened: string | null
}

// The drop-down weighs more than the page, which pays for it only when the owner is changed.
const load = () => import("@/components/ownership/owner-dialog")
const OwnerDialog = lazy(() => load().then((file) => ({ default: file.OwnerDialog })))

/** Change, and the dialog that it opens (R68, R69). */
export function OwnerChange({ refusal, opened, ...dialog }: OwnerChangeProps) {
  const t = useTranslations("owner")
  const [{ open, times }, set] = useState({ open: false, times: 0 })
  const show = () => set((last) => ({ open: true, times: last.times + 1 }))
  const close = () => {
    set((last) => ({ ...last, open: false }))
    // Else the dialog would be back with the next look at the page.
    if (opened) window.history.replaceState(null, "", opened)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on arrival
  useEffect(() => {
    if (opened && !refusal) show()
  }, [])
  return (
    <>
      <Button disabledReason={refusal} onClick={show} onPointerEnter={preload} onFocus={preload}>
        {t("change")}
      </Button>
      {times > 0 && (
        <Suspense>
          <OwnerDialog key={times} {...dialog} open={open} close={close} />
        </Suspense>
      )}
    </>
  )
}

function preload() {
  void load()
  preloadOverlays()
}
