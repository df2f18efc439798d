"use client"

import { RotateCcwKey, UserRoundX } from "lucide-react"
import { useTranslations } from "next-intl"
import { createContext, use } from "react"
import { ContactLine } from "@/components/lists/contact"
import { Person } from "@/components/lists/person"
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
  {
    id: "applicant",
    place: "lead",
    cell: ({ applicant, contact }) =>
      Person({ name: applicant, below: contact && ContactLine({ as: "small", contacts: [contact] }) }),
  },
  { id: "number", place: "wide", cell: ({ number }) => <code>{number}</code> },
  { id: "sent", cell: (row) => <Time value={row.sentAt} /> },
  { id: "until", cell: (row) => <Time value={row.expiresAt} /> },
  { id: "marks", place: "wide", cell: (row) => <Marks {...row} /> },
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
        heads={headsOf(t, ["applicant", "number", "sent", "until", "marks", "actions"])}
        hidden={marked ? [] : ["marks"]}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
      />
      <TaskReview
        task={rows.find(({ id }) => id === review.value) ?? null}
        enterprise={enterprise}
        actions={actions}
        close={review.close}
      />
    </Open>
  )
}

function Marks({ codeReplaced, fallen }: Task) {
  const t = useTranslations("tasks")
  if (!codeReplaced && !fallen) return null
  return (
    <span className="beside">
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
