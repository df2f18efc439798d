"use client"

import { useTranslations } from "next-intl"
import type { ServerAction } from "@/components/forms/call-action"
import { Contact } from "@/components/lists/contact"
import { AnswerDialog, useAnswer } from "@/components/tasks/review-dialog"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { Facts } from "@/components/ui/facts"
import { useLast } from "@/components/ui/overlay"
import { Time } from "@/components/ui/time"
import type { RefusalCode } from "@/lib/shared/refusals"
import type { Task } from "@/lib/shared/rows/affiliation"

/** After these the request is no task of this person any more. */
const GONE: RefusalCode[] = ["expired", "revoked", "already_answered", "not_found", "forbidden", "link_invalid"]

export interface TaskActions {
  approve: ServerAction
  reject: ServerAction
}

export interface Joining {
  organization: string
  /** The name of its verified entity. */
  entity: string
}

interface TaskAnswerProps {
  task: Task | null
  joining: Joining
  actions: TaskActions
  close: () => void
}

/** Everything about one request to join, what approving it brings about, and the answer (R95, R96). */
export function TaskAnswer({ task, ...props }: TaskAnswerProps) {
  const last = useLast(task)
  return last && <Answer key={last.id} {...props} task={last} open={task !== null} />
}

function Answer({ task, open, joining, actions, close }: TaskAnswerProps & { task: Task; open: boolean }) {
  const t = useTranslations("tasks")
  const { answer, ...answering } = useAnswer(task.id, close, GONE)
  const { pending } = answering
  const { applicant } = task
  const { organization } = joining
  return (
    <AnswerDialog
      open={open}
      close={close}
      titles={{ request: t("request", { applicant }), rejecting: t("rejecting", { applicant }) }}
      words={{
        reason: t("reason"),
        hint: t("reasonHint", { applicant }),
        back: t("goBack"),
        confirm: t("rejectConfirm"),
      }}
      answering={answering}
      reject={(reason) => answer(actions.reject, { reason }, t("done.rejected", { applicant }))}
      answers={(turn) => (
        <>
          <Button onClick={turn}>{t("reject")}</Button>
          <Button
            look="primary"
            pending={pending}
            onClick={() => pending || answer(actions.approve, {}, t("done.approved", { applicant, organization }))}
          >
            {t("approve")}
          </Button>
        </>
      )}
    >
      <Asked task={task} />
      <Warnings task={task} />
      <Consequences {...joining} />
    </AnswerDialog>
  )
}

function Asked({ task }: { task: Task }) {
  const t = useTranslations("tasks")
  const { applicant, number, contact, description, codeReplaced, sentAt, expiresAt } = task
  return (
    <Facts
      facts={[
        [
          t("applicant"),
          <bdi key="applicant" className="font-medium">
            {applicant}
          </bdi>,
        ],
        [t("number"), <code key="number">{number}</code>],
        contact ? [t("contact"), <Contact key="contact" address={contact} />] : null,
        [
          t("description"),
          description ? (
            <span key="description" className="whitespace-pre-line" dir="auto">
              {description}
            </span>
          ) : (
            <span key="description" className="text-secondary">
              {t("noDescription")}
            </span>
          ),
        ],
        [t("code"), codeReplaced ? t("replacedCode") : t("presentCode")],
        [t("sent"), <Time key="sent" value={sentAt} absolute />],
        [t("until"), <Time key="until" value={expiresAt} absolute />],
      ]}
    />
  )
}

function Warnings({ task: { codeReplaced, fallen } }: { task: Task }) {
  const t = useTranslations("tasks")
  return (
    <>
      {codeReplaced && (
        <Callout tone="warning" title={t("codeReplaced")}>
          {t("codeReplacedNext")}
        </Callout>
      )}
      {fallen && (
        <Callout tone="info" title={t("fallen")}>
          {t("fallenNext")}
        </Callout>
      )}
    </>
  )
}

function Consequences({ organization, entity }: Joining) {
  const t = useTranslations("tasks")
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-medium">{t("consequences")}</h3>
      <ul className="flex list-disc flex-col gap-1 ps-5 marker:text-tertiary">
        <li>{t("verified", { entity })}</li>
        <li>{t("joins", { organization })}</li>
      </ul>
    </section>
  )
}
