"use client"

import { useTranslations } from "next-intl"
import { useEffect } from "react"
import type { OwnerDialogProps } from "@/components/ownership/owner-dialog"
import { later } from "@/components/ui/later"
import { LazyDialog, useOpenings } from "@/components/ui/lazy-dialog"
import { OpenButton } from "@/components/ui/overlay"

interface OwnerChangeProps extends Omit<OwnerDialogProps, "open" | "close"> {
  /** Why this visitor cannot change the owner; null when they can. */
  refusal: string | null
  /** The address of the page, where another one has asked for the dialog. */
  opened: string | null
}

// The drop-down weighs more than the page, which pays for it only when the owner is changed.
const load = () => import("@/components/ownership/owner-dialog")
const OwnerDialog = later(() => load().then((file) => file.OwnerDialog))

/** Change, and the dialog that it opens. */
export function OwnerChange({ refusal, opened, ...props }: OwnerChangeProps) {
  const t = useTranslations("owner")
  const dialog = useOpenings()
  const close = () => {
    dialog.close()
    // Otherwise a reload would open the dialog again.
    if (opened) window.history.replaceState(null, "", opened)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on arrival
  useEffect(() => {
    if (opened && !refusal) dialog.show()
  }, [])
  return (
    <>
      <OpenButton disabledReason={refusal} onClick={dialog.show} load={load}>
        {t("change")}
      </OpenButton>
      <LazyDialog times={dialog.times}>
        <OwnerDialog {...props} open={dialog.open} close={close} />
      </LazyDialog>
    </>
  )
}
