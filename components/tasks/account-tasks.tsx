"use client"

import { RotateCcwKey, UserRoundX } from "lucide-react"
import { useTranslations } from "next-intl"
import { createContext, use } from "react"
import { Contact } from "@/components/lists/contact"
import type { ReviewActions } from "@/components/tasks/review-dialog"
import { type JoinedEnterprise, TaskReview } from "@/components/tasks/task-review"
import { useAddressed } from "@/components/ui/addressed"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, type Columns, DataTable, headsOf } from "@/components/ui/data-table"
import { OpenButton } from "@/components/ui/overlay"
import { Time } from "@/components/ui/time"
import type { Task } from "@/lib/shared/rows/affiliation"

interface AccountTasksProps {
  rows: Task[]
  enterprise: JoinedEnterprise
  actions: ReviewActions
}

const Open = createContext<(id: string) => void>(() => {})

const columns: Columns<Task> = [
  { id: "applicant", cell: (row) => <Applicant {...row} /> },
  { id: "sent", cell: (row) => <Time value={row.sentAt} /> },
  { id: "until", cell: (row) => <Time value={row.expiresAt} absolute /> },
  { id: "marks", cell: (row) => <Marks {...row} /> },
  { id: ACTIONS, cell: (row) => <Process task={row} /> },
]

/** The requests to join that wait for this reader, each of which opens with everything that an answer needs. */
export function AccountTasks({ rows, enterprise, actions }: AccountTasksProps) {
  const t = useTranslations("tasks")
  const review = useAddressed("review")
  const marked = rows.some(({ codeReplaced, fallen }) => codeReplaced || fallen)
  return (
    <Open value={review.show}>
      <DataTable
        label={t("requests")}
        heads={headsOf(t, ["applicant", "sent", "until", "marks", "actions"])}
        hidden={marked ? [] : ["marks"]}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
      />
      <TaskReview
        task={rows.find(({ id }) => id === review.value) ?? null}
        enterprise={enterprise}
        actions={actions}
        address={review.address}
        close={review.close}
      />
    </Open>
  )
}

function Applicant({ applicant, number, contact }: Task) {
  return (
    <span className="flex min-w-0 flex-col">
      <bdi className="break-words font-medium">{applicant}</bdi>
      <code className="text-secondary text-xs">{number}</code>
      {contact && (
        <span className="text-secondary text-xs">
          <Contact address={contact} />
        </span>
      )}
    </span>
  )
}

function Marks({ codeReplaced, fallen }: Task) {
  const t = useTranslations("tasks")
  if (!codeReplaced && !fallen) return null
  return (
    <span className="flex flex-wrap gap-1.5">
      {codeReplaced && (
        <Badge tone="warning" icon={<RotateCcwKey aria-hidden />}>
          {t("codeReplaced")}
        </Badge>
      )}
      {fallen && (
        <Badge tone="info" icon={<UserRoundX aria-hidden />}>
          {t("fallen")}
        </Badge>
      )}
    </span>
  )
}

function Process({ task: { id, applicant } }: { task: Task }) {
  const t = useTranslations("tasks")
  const open = use(Open)
  return (
    <OpenButton size="small" aria-label={t("processNamed", { applicant })} onClick={() => open(id)}>
      {t("process")}
    </OpenButton>
  )
}
