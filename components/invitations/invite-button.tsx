"use client"

import { UserPlus } from "lucide-react"
import { useTranslations } from "next-intl"
import { createContext, lazy, type ReactNode, Suspense, use, useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { preloadOverlays } from "@/components/ui/overlay"
import type { InvitableRole } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** What the drawer's form holds. */
export interface Draft {
  contact: string
  role: InvitableRole | ""
  note: string
  /** For how many days; what is usual when nothing else was chosen. */
  days?: string
}

interface InvitationActions {
  invite: ServerAction<{ id: string; contact: string; link: string }>
  /** The latest records. */
  records: ServerAction<InvitationRecord[]>
  revoke: ServerAction
  /** Gives the new link. */
  resend: ServerAction<string>
  /** Gives the present link. */
  link: ServerAction<string>
  retry: ServerAction
}

interface Organization {
  id: string
  name: string
  /** Where its members are listed. */
  membersPath: string
}

interface InvitingProps {
  organization: Organization
  /** For how many days an invitation can live. */
  days: { offered: number[]; usual: number }
  /** Why this visitor cannot invite; nothing when he can. */
  refusal: string | null
  /** Missing for a visitor who may only look. */
  actions?: InvitationActions
}

interface Inviting extends InvitingProps {
  open: (draft?: Draft) => void
}

const Context = createContext<Inviting | null>(null)
const EMPTY: Draft = { contact: "", role: "", note: "" }

// Form and dialog weigh as much as the page, which pays for them only when somebody invites.
const load = () => import("@/components/invitations/invite-drawer")
const InviteDrawer = lazy(() => load().then((file) => ({ default: file.InviteDrawer })))

/** Holds the drawer for whatever on the page opens it (R4, R5). */
export function Inviting({ children, ...props }: InvitingProps & { children: ReactNode }) {
  const [drawer, setDrawer] = useState({ open: false, draft: EMPTY, times: 0 })
  const open = (draft = EMPTY) => setDrawer(({ times }) => ({ open: true, draft, times: times + 1 }))
  return (
    <Context value={{ ...props, open }}>
      {children}
      {drawer.times > 0 && (
        <Suspense>
          <InviteDrawer
            key={drawer.times}
            open={drawer.open}
            draft={drawer.draft}
            close={() => setDrawer((last) => ({ ...last, open: false }))}
          />
        </Suspense>
      )}
    </Context>
  )
}

export function useInviting(): Inviting {
  const inviting = use(Context)
  if (!inviting) throw new Error("Inviting is missing above this component")
  return inviting
}

/** What the form holds before anything is typed. */
export function useEmptyDraft(): Draft {
  return { ...EMPTY, days: String(useInviting().days.usual) }
}

/** Says why when it cannot be used (R1, R2). */
export function InviteButton({ look = "primary" }: { look?: "primary" | "secondary" }) {
  const t = useTranslations("members")
  const { open, refusal } = useInviting()
  return (
    <Button look={look} disabledReason={refusal} onClick={() => open()} onPointerEnter={preload} onFocus={preload}>
      <UserPlus aria-hidden />
      {t("invite")}
    </Button>
  )
}

function preload() {
  void load()
  preloadOverlays()
}
