"use client"

import { UserPlus } from "lucide-react"
import { useTranslations } from "next-intl"
import { lazy, type ReactNode, useState } from "react"
import {
  EMPTY_DRAFT,
  InvitationsContext,
  type InvitationsProps,
  useInvitations,
} from "@/components/invitations/context"
import { LazyDialog, useOpenings } from "@/components/ui/lazy-dialog"
import { OpenButton } from "@/components/ui/overlay"

// Form and dialog weigh as much as the page, which pays for them only when somebody invites.
const load = () => import("@/components/invitations/invite-drawer")
const InviteDrawer = lazy(() => load().then((file) => ({ default: file.InviteDrawer })))

/** Holds the drawer for whatever on the page opens it. */
export function InvitationsProvider({ children, ...props }: InvitationsProps & { children: ReactNode }) {
  const { show, ...drawer } = useOpenings()
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const open = (next = EMPTY_DRAFT) => {
    setDraft(next)
    show()
  }
  return (
    <InvitationsContext value={{ ...props, open }}>
      {children}
      <LazyDialog times={drawer.times}>
        <InviteDrawer open={drawer.open} draft={draft} close={drawer.close} />
      </LazyDialog>
    </InvitationsContext>
  )
}

/** Says why when it cannot be used. */
export function InviteButton({ look = "primary" }: { look?: "primary" | "secondary" }) {
  const t = useTranslations("members")
  const { open, refusal } = useInvitations()
  return (
    <OpenButton look={look} disabledReason={refusal} onClick={() => open()} load={load}>
      <UserPlus aria-hidden />
      {t("invite")}
    </OpenButton>
  )
}
