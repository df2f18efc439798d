"use client"

import { useEffect, useEffectEvent, useState } from "react"
import { useAction } from "@/components/forms/call-action"
import { useInvitations } from "@/components/invitations/context"
import type { Recipient } from "@/components/invitations/many/list/recipients"
import type { RowOutcome, RowRefused } from "@/lib/shared/outcome"

/** As long as somebody is probably still at it. */
const PAUSE_MS = 300
/** Longer than anything that is a contact. */
const LONGEST = 640

/** What the server says of a recipient. */
export interface Verdict {
  /** What it was said of. */
  of: string
  /** The contact as it was read. */
  contact?: string
  refused?: RowRefused
}

interface Preview {
  /** The list that it is of. */
  list: readonly Recipient[]
  verdicts: ReadonlyMap<string, Verdict>
  /** How many may be invited today, where that is known. */
  leftToday: number | undefined
}

const NOTHING: Preview = { list: [], verdicts: new Map(), leftToday: undefined }

/**
 * Asks what would come of a list, a moment after its last change; what is not known yet has no verdict. A list of which
 * nobody knows what was sent is not asked about, because the answer would be about that.
 */
export function usePreview(list: readonly Recipient[], unresolved: boolean): Preview & { checking: boolean } {
  const { organization, actions } = useInvitations()
  const callAction = useAction(nothing)
  const [preview, setPreview] = useState(NOTHING)
  const ask = useEffectEvent(async (isStale: () => boolean) => {
    const rows = list.map(({ contact }) => ({ contact: contact.slice(0, LONGEST), role: "member", note: "" }))
    const outcome = actions && (await callAction(actions.preview, { organizationId: organization.id, rows }))
    if (isStale()) return
    if (outcome?.ok) setPreview((last) => told(last, list, outcome.value))
    else setPreview((last) => ({ ...last, list }))
  })
  useEffect(() => {
    if (unresolved || list.length === 0) return
    let stale = false
    const timer = setTimeout(() => void ask(() => stale), PAUSE_MS)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [list, unresolved])
  return { ...preview, checking: list.length > 0 && preview.list !== list && !unresolved }
}

function told(
  last: Preview,
  list: readonly Recipient[],
  { rows, leftToday }: { rows: RowOutcome<{ contact: string }>[]; leftToday?: number },
): Preview {
  const verdicts = list.map(({ key, contact }, index): [string, Verdict] => {
    const row = rows[index]
    const verdict = !row || "refused" in row ? { of: contact, ...row } : { of: contact, contact: row.done.contact }
    const before = last.verdicts.get(key)
    // The same object while it says the same, so that nothing is drawn again for it.
    return [key, before && JSON.stringify(before) === JSON.stringify(verdict) ? before : verdict]
  })
  return { list, verdicts: new Map(verdicts), leftToday: leftToday ?? last.leftToday }
}

/** Without an answer all stay as they are, and the button tells what is wrong. */
function nothing() {}
