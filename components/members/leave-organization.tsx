"use client"

import { usePathname, useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useState, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { ConfirmDialog, OpenButton } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"

interface LeaveOrganizationProps {
  organization: { id: string; name: string }
  /** Why this member cannot leave; null when they can. */
  refusal: string | null
  action: ServerAction
}

/** Asks once before a member leaves an organization; a member who was viewing it goes to the start page. */
export function LeaveOrganization({ organization: { id, name }, refusal, action }: LeaveOrganizationProps) {
  const t = useTranslations("leaving")
  const act = useToastedAction()
  const router = useRouter()
  const path = usePathname()
  const [asking, setAsking] = useState(false)
  const [pending, start] = useTransition()
  const leave = () =>
    start(async () => {
      const done = await act(action, { organizationId: id })
      setAsking(false)
      if (!done) return
      toast.success(t("done", { organization: name }))
      if (path.startsWith(`/${id}/`)) router.push("/")
      else router.refresh()
    })
  return (
    <>
      <OpenButton size="small" disabledReason={refusal} onClick={() => setAsking(true)}>
        {t("leave")} <span className="sr-only">{name}</span>
      </OpenButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("title", { organization: name })}
        description={t("consequence", { organization: name })}
        confirm={t("confirm")}
        pending={pending}
        onConfirm={leave}
      />
    </>
  )
}
