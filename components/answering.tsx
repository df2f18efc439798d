"use client"

import { type ReactNode, useState, useTransition } from "react"
import type { RefusalCode } from "@/lib/errors"
import { NOTE_MAX } from "@/lib/lengths"
import type { Refused } from "@/lib/outcome"
import { type ServerAction, useRun } from "./run-action"
import { Button } from "./ui/button"
import { Callout } from "./ui/callout"
import { TextareaField } from "./ui/field"
import { Dialog } from "./ui/overlay"
import { toast } from "./ui/toasts"

/** Somebody was faster, or it is another's now: the page below shows how it stands. */
const ENDED: RefusalCode[] = ["expired", "revoked", "already_answered", "not_found"]

/** Sends the answer to a request; what stands in its way is told in the dialog, where it may be mended. */
export function useAnswer(id: string, close: () => void, ended = ENDED) {
  const run = useRun()
  const [refused, setRefused] = useState<Refused | null>(null)
  const [pending, start] = useTransition()
  const answer = (action: ServerAction, input: Record<string, unknown>, done: string) =>
    start(async () => {
      const outcome = await run(action, { id, ...input })
      if (!outcome) return
      if (!outcome.ok && !ended.includes(outcome.code)) return setRefused(outcome)
      if (outcome.ok) toast.success(done)
      else toast.error(outcome.message)
      close()
    })
  return { answer, pending, refused }
}

interface AnswerDialogProps {
  open: boolean
  close: () => void
  titles: { request: string; rejecting: string }
  words: RejectionWords
  answering: Pick<ReturnType<typeof useAnswer>, "pending" | "refused">
  reject: (reason: string) => void
  /** The request, and its answers; the rejection begins with `turn`. */
  children: (turn: () => void) => ReactNode
}

/** One request: everything about it first, and the reason once somebody wants to reject it. */
export function AnswerDialog({ open, close, titles, words, answering, reject, children }: AnswerDialogProps) {
  const [rejecting, setRejecting] = useState(false)
  const { pending, refused } = answering
  return (
    <Dialog open={open} onOpenChange={close} title={rejecting ? titles.rejecting : titles.request}>
      {refused && !refused.fields.reason && (
        <Callout alert tone="danger">
          {refused.message}
        </Callout>
      )}
      {rejecting ? (
        <Rejection
          words={words}
          error={refused?.fields.reason}
          pending={pending}
          back={() => setRejecting(false)}
          reject={reject}
        />
      ) : (
        children(() => setRejecting(true))
      )}
    </Dialog>
  )
}

type RejectionWords = Record<"reason" | "hint" | "back" | "confirm", string>

interface RejectionProps {
  words: RejectionWords
  error: string | undefined
  pending: boolean
  back: () => void
  reject: (reason: string) => void
}

/** Nobody is rejected without a reason. */
function Rejection({ words, error, pending, back, reject }: RejectionProps) {
  const [reason, setReason] = useState("")
  return (
    <>
      <TextareaField
        label={words.reason}
        hint={words.hint}
        error={error}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        maxLength={NOTE_MAX}
        autoFocus
        required
      />
      <AnswerButtons>
        <Button onClick={back}>{words.back}</Button>
        <Button look="danger" pending={pending} onClick={() => pending || reject(reason)}>
          {words.confirm}
        </Button>
      </AnswerButtons>
    </>
  )
}

export function AnswerButtons({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2">{children}</div>
}
