"use client"

import { useTranslations } from "next-intl"
import { useState, useTransition } from "react"
import { type ServerAction, useDo } from "./run-action"
import { Button } from "./ui/button"
import { ConfirmDialog, preloadOverlays } from "./ui/overlay"
import { toast } from "./ui/toasts"

/** Takes a request for certification back, after one question. */
export function RequestWithdrawal({ id, action }: { id: string; action: ServerAction }) {
  const t = useTranslations("information.withdrawal")
  const act = useDo()
  const [asking, setAsking] = useState(false)
  const [pending, start] = useTransition()
  const withdraw = () =>
    start(async () => {
      if (await act(action, { id })) toast.success(t("done"))
      setAsking(false)
    })
  return (
    <div>
      <Button onPointerEnter={preloadOverlays} onFocus={preloadOverlays} onClick={() => setAsking(true)}>
        {t("button")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("title")}
        description={t("consequence")}
        confirm={t("confirm")}
        pending={pending}
        onConfirm={withdraw}
      />
    </div>
  )
}
