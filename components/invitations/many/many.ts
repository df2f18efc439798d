"use client"

import { useRouter } from "next/navigation"
import { type FormEvent, useLayoutEffect, useRef, useState } from "react"
import { flushSync } from "react-dom"
import type { SentInvitation } from "@/components/invitations/context"
import { useFaults } from "@/components/invitations/many/list/faults"
import { usePreview } from "@/components/invitations/many/list/preview"
import {
  type Given,
  type ListCommands,
  type Recipient,
  useRecipients,
} from "@/components/invitations/many/list/recipients"
import { splitContacts } from "@/components/invitations/many/list/split"
import { type FormTerms, useSending } from "@/components/invitations/many/sending"
import type { RowOutcome } from "@/lib/shared/outcome"

/** What came of the latest act, and all that was sent since the drawer was opened. */
interface Result {
  acts: number
  sent: number
  refused: number
  all: readonly SentInvitation[]
}

const NONE: Result = { acts: 0, sent: 0, refused: 0, all: [] }

export type Many = ReturnType<typeof useMany>

/** The list of the drawer: who is in it, what stands against them, and how it is sent. */
export function useMany() {
  const router = useRouter()
  const { list, leftOut, commands } = useRecipients()
  const [result, setResult] = useState(NONE)
  const { send, stop, progress, unresolved } = useSending((piece, outcomes) => {
    const { sent, keys } = sentOf(piece, outcomes)
    commands.remove(keys)
    setResult((last) => ({
      ...last,
      sent: last.sent + sent.length,
      refused: last.refused + outcomes.length - sent.length,
      all: [...last.all, ...sent],
    }))
  })
  const preview = usePreview(list, unresolved || progress !== null)
  const faults = useFaults(list, preview.verdicts)
  const submission = useSubmission(list, commands)
  /** Sends what can be sent, or all, where the server is to decide once more. */
  const sendList = async (form: FormTerms) => {
    const latest = submission.list()
    const chosen = submission.takeForce() ? latest : latest.filter(({ key }) => !faults.has(key))
    if (!unresolved) setResult((last) => ({ ...last, sent: 0, refused: 0 }))
    const outcome = await send(chosen, form)
    if (outcome.ok) setResult((last) => ({ ...last, acts: last.acts + 1 }))
    if (outcome.ok || chosen.length > 0) router.refresh()
    return outcome
  }
  return { ...preview, list, leftOut, commands, faults, progress, unresolved, result, submission, send: sendList, stop }
}

/** Decides, when the form is sent, whether it holds one contact or a list. */
function useSubmission(list: readonly Recipient[], commands: ListCommands) {
  const latest = useRef(list)
  const forced = useRef(false)
  useLayoutEffect(() => {
    latest.current = list
  }, [list])
  return {
    list: () => latest.current,
    /** Lets the next submission send all. */
    force() {
      forced.current = true
    },
    takeForce() {
      const was = forced.current
      forced.current = false
      return was
    },
    /** Puts a single contact into the field, from where it goes its usual way, and everything else into the list. */
    prepare({ currentTarget }: FormEvent<HTMLElement>) {
      const field = currentTarget.querySelector<HTMLInputElement>("input[name=contact]")
      if (!field) return
      const typed = splitContacts(field.value).map((contact): Given => ({ contact }))
      const [only, ...more] = [...latest.current, ...typed]
      if (!only || (more.length === 0 && !only.own)) {
        if (latest.current.length === 0 || !only) return
        field.value = only.contact
        flushSync(() => commands.restore([]))
      } else if (typed.length > 0) {
        field.value = ""
        flushSync(() => commands.add(typed))
      }
    },
  }
}

function sentOf(piece: readonly Recipient[], outcomes: RowOutcome<SentInvitation>[]) {
  const sent: SentInvitation[] = []
  const keys = new Set<string>()
  for (const [index, outcome] of outcomes.entries()) {
    const key = piece[index]?.key
    if (!key || "refused" in outcome) continue
    sent.push(outcome.done)
    keys.add(key)
  }
  return { sent, keys }
}
