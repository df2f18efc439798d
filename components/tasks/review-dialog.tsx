"use client"

import { type ReactNode, useState, useTransition } from "react"
import { type ServerAction, useRun } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { TextareaField } from "@/components/ui/field"
import { Dialog } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import { NOTE_MAX } from "@/lib/shared/lengths"
import type { Refused } from "@/lib/shared/outcome"
import type { RefusalCode } from "@/lib/shared/refusals"

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
  words: Record<"reason" | "hint" | "back" | "confirm", string>
  answering: Pick<ReturnType<typeof useAnswer>, "pending" | "refused">
  reject: (reason: string) => void
  /** The answers; the rejection begins with `turn`. Missing for a request that takes none. */
  answers?: (turn: () => void) => ReactNode
  /** Everything about the request. */
  children: ReactNode
}

/** One request: everything about it first, and the reason once somebody wants to reject it. The answers stay in sight. */
export function AnswerDialog({ open, close, titles, words, reject, answers, children, ...props }: AnswerDialogProps) {
  const { pending, refused } = props.answering
  const [rejecting, setRejecting] = useState(false)
  const [reason, setReason] = useState("")
  const back = () => setRejecting(false)
  const footer = rejecting ? (
    <>
      <Button onClick={back}>{words.back}</Button>
      <Button look="danger" pending={pending} onClick={() => pending || reject(reason)}>
        {words.confirm}
      </Button>
    </>
  ) : (
    answers?.(() => setRejecting(true))
  )
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={rejecting ? titles.rejecting : titles.request}
      footer={
        footer && (
          <>
            <Obstacle refused={refused} />
            {footer}
          </>
        )
      }
    >
      {rejecting ? (
        // Nobody is rejected without a reason.
        <TextareaField
          label={words.reason}
          hint={words.hint}
          error={refused?.fields.reason}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          maxLength={NOTE_MAX}
          autoFocus
          required
        />
      ) : (
        children
      )}
    </Dialog>
  )
}

/** Beside the buttons, for it is the answer to one of them. */
function Obstacle({ refused }: { refused: Refused | null }) {
  if (!refused || refused.fields.reason) return null
  return (
    <div className="w-full">
      <Callout alert tone="danger">
        {refused.message}
      </Callout>
    </div>
  )
}
