"use client"

import { useTranslations } from "next-intl"
import type { OwnerDialogProps } from "@/components/ownership/owner-dialog"
import { useAddressed } from "@/components/ui/addressed"
import { later } from "@/components/ui/later"
import { LazyDialog } from "@/components/ui/lazy-dialog"
import { OpenButton } from "@/components/ui/overlay"

interface OwnerChangeProps extends Omit<OwnerDialogProps, "open" | "address" | "close"> {
  /** Why this visitor cannot change the owner; null when they can. */
  refusal: string | null
}

// The drop-down weighs more than the page, which pays for it only when the owner is changed.
const load = () => import("@/components/ownership/owner-dialog")
const OwnerDialog = later(() => load().then((file) => file.OwnerDialog))

/** Change, and the dialog that it opens. */
export function OwnerChange({ refusal, ...props }: OwnerChangeProps) {
  const t = useTranslations("owner")
  const dialog = useAddressed("change", refusal !== null)
  return (
    <>
      <OpenButton disabledReason={refusal} onClick={() => dialog.show()} load={load}>
        {t("change")}
      </OpenButton>
      <LazyDialog times={dialog.times}>
        <OwnerDialog {...props} open={dialog.open} close={dialog.close} />
      </LazyDialog>
    </>
  )
}
