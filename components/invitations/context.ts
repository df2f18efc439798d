"use client"

import { createContext, use } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import type { InvitableRole } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** What the drawer's form holds. */
export interface InviteDraft {
  contact: string
  role: InvitableRole | ""
  note: string
  /** For how many days; the usual number when nothing else was chosen. */
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

export interface InvitationsProps {
  /** With the page that lists its members. */
  organization: { id: string; name: string; membersPath: string }
  /** For how many days an invitation can live. */
  days: { offered: number[]; usual: number }
  /** Why this visitor cannot invite; null when they can. */
  refusal: string | null
  /** Missing for a visitor who may only look. */
  actions?: InvitationActions
}

interface Invitations extends InvitationsProps {
  open: (draft?: InviteDraft) => void
}

export const EMPTY_DRAFT: InviteDraft = { contact: "", role: "", note: "" }

export const InvitationsContext = createContext<Invitations | null>(null)

export function useInvitations(): Invitations {
  const invitations = use(InvitationsContext)
  if (!invitations) throw new Error("InvitationsProvider is missing above this component")
  return invitations
}

/** What the form holds before anything is typed. */
export function useEmptyDraft(): InviteDraft {
  return { ...EMPTY_DRAFT, days: String(useInvitations().days.usual) }
}
