"use client"

import { useTranslations } from "next-intl"
import { useEffect, useRef, useState } from "react"
import { uuidv7 } from "uuidv7"
import { type SentInvitation, useInvitations } from "@/components/invitations/context"
import type { Recipient } from "@/components/invitations/many/list/recipients"
import { lengthOf, NOTE_MAX } from "@/lib/shared/lengths"
import type { Outcome, RowOutcome } from "@/lib/shared/outcome"

/** So many travel at once: few enough to show how far it is, and with long notes to be let in. */
const PIECE = 100

export interface Progress {
  done: number
  total: number
}

/** What the form holds besides the recipients. */
export type FormTerms = Record<string, unknown>

type OnPiece = (piece: readonly Recipient[], outcomes: RowOutcome<SentInvitation>[]) => void

/**
 * Sends to many, piece by piece. Until all of them are answered they are one batch by one name, so that what is sent
 * again after a lost answer is not sent twice.
 */
export function useSending(onPiece: OnPiece) {
  const t = useTranslations("many")
  const { actions } = useInvitations()
  const batch = useRef("")
  const stopped = useRef(false)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [unresolved, setUnresolved] = useState(false)
  useUnloadQuestion(progress !== null)

  /** What the server would only say of a row. */
  const whyIncomplete = (list: readonly Recipient[], form: FormTerms) => {
    if (list.length === 0) return refused(t("noneToSend"))
    if (!form.role && list.some(({ own }) => !own?.role)) return refused(t("selectRole"), "role")
    if (lengthOf(String(form.note)) > NOTE_MAX) return refused(t("faults.note", { max: NOTE_MAX }), "note")
  }

  async function send(list: readonly Recipient[], form: FormTerms): Promise<Outcome<SentMany>> {
    if (!actions) throw new Error("Nobody may invite here")
    const incomplete = whyIncomplete(list, form)
    if (incomplete) return incomplete
    batch.current ||= uuidv7()
    stopped.current = false
    // What has no answer may have been sent all the same.
    setUnresolved(true)
    let at = 0
    try {
      for (let done = 0; done < list.length && !stopped.current; done += PIECE) {
        setProgress({ done, total: list.length })
        const piece = list.slice(done, done + PIECE)
        const outcome = await actions.inviteMany(null, inputOf(piece, form, batch.current))
        if (!outcome.ok) {
          setUnresolved(outcome.code === "unresolved")
          return outcome
        }
        at = outcome.at
        onPiece(piece, outcome.value)
      }
    } finally {
      setProgress(null)
    }
    batch.current = ""
    setUnresolved(false)
    return { ok: true, value: { many: true }, at }
  }
  /** Lets what is on its way go, and sends nothing after it. */
  const stop = () => {
    stopped.current = true
  }
  return { send, stop, progress, unresolved }
}

/** What many sent at once answer, of which each piece was told already. */
export interface SentMany {
  many: true
}

function inputOf(piece: readonly Recipient[], form: FormTerms, batch: string) {
  const { contact: _, role, note, days, ...rest } = form
  const rows = piece.map(({ contact, own }) => ({
    contact,
    role: own?.role || role,
    note: own?.note || note,
    days: own?.days || days,
  }))
  return { ...rest, batch, rows }
}

function refused(message: string, field?: string): Outcome<never> {
  return { ok: false, code: "invalid_input", message, fields: field ? { [field]: message } : {}, typed: {} }
}

/** The browser asks before a page is left that is sending. */
function useUnloadQuestion(sending: boolean) {
  useEffect(() => {
    if (!sending) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener("beforeunload", ask)
    return () => window.removeEventListener("beforeunload", ask)
  }, [sending])
}
