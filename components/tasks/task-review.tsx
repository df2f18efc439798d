"use client"

import { useTranslations } from "next-intl"
import { Contact } from "@/components/lists/contact"
import { type ReviewActions, ReviewDialog } from "@/components/tasks/review-dialog"
import { Callout } from "@/components/ui/callout"
import { Facts } from "@/components/ui/facts"
import { useLast } from "@/components/ui/overlay"
import { Time } from "@/components/ui/time"
import type { RefusalCode } from "@/lib/shared/refusals"
import type { Task } from "@/lib/shared/rows/affiliation"

/** After these the request does not wait for this reviewer any more. */
const ENDED: readonly RefusalCode[] = [
  "expired",
  "revoked",
  "already_answered",
  "not_found",
  "forbidden",
  "link_invalid",
]

export interface JoinedEnterprise {
  organization: string
  /** The name of its verified entity. */
  entity: string
}

interface TaskReviewProps {
  task: Task | null
  enterprise: JoinedEnterprise
  actions: ReviewActions
  close: () => void
}

/** Everything about one request to join, what approving it brings about, and the answer. */
export function TaskReview({ task, enterprise, ...props }: TaskReviewProps) {
  const last = useLast(task)
  if (!last) return null
  return (
    <ReviewDialog
      key={last.id}
      {...props}
      id={last.id}
      open={task !== null}
      of="tasks"
      names={{ applicant: last.applicant, organization: enterprise.organization }}
      approval={{}}
      ended={ENDED}
    >
      <TaskFacts task={last} />
      <Warnings task={last} />
      <Consequences {...enterprise} />
    </ReviewDialog>
  )
}

function TaskFacts({ task }: { task: Task }) {
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

function Consequences({ organization, entity }: JoinedEnterprise) {
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
