"use client"

import type { ConfirmMoveProps, Question } from "@/components/invitations/moves/confirm-move"
import { laterWithWords } from "@/components/lists/selection/with-words"
import { useLast } from "@/components/ui/overlay"

export type { Question }

/** Fetches the question before it is asked. */
export const loadQuestion = () => import("@/components/invitations/moves/confirm-move")
const ConfirmMove = laterWithWords(() => loadQuestion().then((file) => file.ConfirmMove))

interface InvitationQuestionProps extends Pick<ConfirmMoveProps, "close" | "onResent"> {
  question: Question | null
}

/** Asks before a link dies; it comes with its words when it is first asked. */
export function InvitationQuestion({ question, ...props }: InvitationQuestionProps) {
  const last = useLast(question)
  return last && <ConfirmMove question={last} open={question !== null} {...props} />
}
