"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { type ReactNode, useEffect, useState } from "react"
import {
  EMPTY_DRAFT,
  InvitationsContext,
  type InvitationsProps,
  useInvitations,
  useRecordChanges,
} from "@/components/invitations/context"
import { laterWithWords } from "@/components/lists/selection/with-words"
import { useAddressed } from "@/components/ui/addressed"
import { LazyDialog } from "@/components/ui/lazy-dialog"
import { useWords } from "@/components/ui/words"
import { dialogWords } from "@/lib/i18n/dialogs"
import { counted, isMore } from "@/lib/shared/counts"
import type { Locale } from "@/lib/shared/roles"

// Form and dialog weigh as much as the page, which pays for them only when somebody invites.
const load = () => import("@/components/invitations/invite-drawer")
const InviteDrawer = laterWithWords(() => load().then((file) => file.InviteDrawer))

/** Fetches the drawer ahead of its opening. */
export function preloadDrawer(locale: Locale) {
  return Promise.all([load(), dialogWords[locale]()])
}

/** Holds the drawer for whatever on the page opens it. */
export function InvitationsProvider({ children, ...props }: InvitationsProps & { children: ReactNode }) {
  const { show, ...drawer } = useAddressed("invite", props.refusal !== null)
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const changes = useRecordChanges(props.organization)
  const open = (next = EMPTY_DRAFT) => {
    setDraft(next)
    show()
  }
  return (
    <InvitationsContext value={{ ...props, ...changes, open }}>
      {children}
      <LazyDialog times={drawer.times}>
        <InviteDrawer open={drawer.open} draft={draft} close={drawer.close} />
      </LazyDialog>
    </InvitationsContext>
  )
}

/** How many invitations wait, with what has changed since the server counted. */
export function PendingCount({ count }: { count: number }) {
  const t = useTranslations("records")
  const { locale } = useWords()
  const { added, changes } = useInvitations()
  const revoked = Object.values(changes).filter(({ status }) => status === "revoked").length
  const pending = counted(isMore(count) ? count : count + added.length - revoked, locale)
  return <span>{t("pendingCount", { count: pending })}</span>
}

/** For a list of which the browser cannot tell where a new record belongs: the server draws it again. */
export function RedrawOnNew() {
  const router = useRouter()
  const { length } = useInvitations().added
  useEffect(() => {
    if (length > 0) router.refresh()
  }, [length, router])
  return null
}
