"use client"

import { createContext, use } from "react"
import { type ReadAt, useSinceDrawn } from "@/components/forms/answers/since-drawn"
import type { ServerAction } from "@/components/forms/call-action"
import type { RowOutcome } from "@/lib/shared/outcome"
import type { InvitableRole } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** What the drawer's form holds. */
export interface InviteDraft {
  contact: string
  role: InvitableRole | ""
  note: string
  /** For how many days; the usual number when nothing else was chosen. */
  days?: string
  /** In which language, where one was chosen. */
  locale?: string
}

/** What the server answers to an invitation: what only it knows. */
export interface SentInvitation {
  id: string
  contact: string
  link: string
  sentAt: Date
  expiresAt: Date
}

/** What the server answers where it was sent again. */
type Renewed = Pick<SentInvitation, "link" | "sentAt" | "expiresAt">

/** Of an invitation that was sent, what is passed on by hand. */
export type SentLink = Pick<SentInvitation, "contact" | "link">

/** How many seats of the organization are used, by members and by pending invitations. */
export interface Seats {
  members: number
  pending: number
  used: number
  quota: number
}

interface InvitationActions {
  invite: ServerAction<SentInvitation>
  /** Tells what came of each row, in their order. */
  inviteMany: ServerAction<RowOutcome<SentInvitation>[]>
  /** Tells what would come of each row, and how many may be invited today, where that is known. */
  preview: ServerAction<{ rows: RowOutcome<{ contact: string }>[]; leftToday?: number }>
  /** The latest records, and the seats. */
  records: ServerAction<{ rows: InvitationRecord[]; seats: Seats }>
  revoke: ServerAction
  resend: ServerAction<Renewed>
  /** Sends it again with other terms. */
  edit: ServerAction<Renewed>
  /** Invites another contact instead. */
  correct: ServerAction<SentInvitation>
  /** Gives the present link. */
  link: ServerAction<string>
  retry: ServerAction
}

export interface InvitationsProps {
  /** With the page that lists its members. */
  organization: { id: string; name: string; membersPath: string } & ReadAt
  /** The name of the visitor, who is the inviter of what is sent here. */
  inviter: string
  /** For how many days an invitation can live. */
  days: { offered: number[]; usual: number }
  /** Why this visitor cannot invite; null when they can. */
  refusal: string | null
  /** Missing for a visitor who may only look. */
  actions?: InvitationActions
}

type Change = Partial<InvitationRecord>

/** What has become of the records since the server drew them. */
export interface RecordChanges {
  added: readonly InvitationRecord[]
  changes: Record<string, Change>
  add: (record: InvitationRecord) => void
  change: (id: string, change: Change) => void
}

interface Invitations extends InvitationsProps, RecordChanges {
  open: (draft?: InviteDraft) => void
}

export const EMPTY_DRAFT: InviteDraft = { contact: "", role: "", note: "" }

export const InvitationsContext = createContext<Invitations | null>(null)

export function useInvitations(): Invitations {
  const invitations = use(InvitationsContext)
  if (!invitations) throw new Error("InvitationsProvider is missing above this component")
  return invitations
}

/** Keeps what has changed until the server draws the page again. */
export function useRecordChanges(drawn: ReadAt): RecordChanges {
  const { notes, take } = useSinceDrawn<{ added: InvitationRecord } | { id: string; change: Change }>(drawn)
  const changes: Record<string, Change> = {}
  for (const note of notes) if ("change" in note) changes[note.id] = { ...changes[note.id], ...note.change }
  return {
    added: notes.flatMap((note) => ("added" in note ? [note.added] : [])).reverse(),
    changes,
    add: (added) => take({ added }),
    change: (id, change) => take({ id, change }),
  }
}

/** Records as they are now; new ones stand on top of a list of the latest. */
export function useCurrentRecords(rows: readonly InvitationRecord[], latest: boolean): InvitationRecord[] {
  const { added, changes } = useInvitations()
  const known = new Set(rows.map(({ id }) => id))
  const fresh = latest ? added.filter(({ id }) => !known.has(id)) : []
  return [...fresh, ...rows].map((row) => ({ ...row, ...changes[row.id] }))
}

/** What the form holds before anything is typed. */
export function useEmptyDraft(): InviteDraft {
  return { ...EMPTY_DRAFT, days: String(useInvitations().days.usual) }
}
