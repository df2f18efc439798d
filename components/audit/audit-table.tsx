"use client"

import { useTranslations } from "next-intl"
import { createContext, use } from "react"
import { accountGroupOf } from "@/components/shell/navigation"
import { Badge } from "@/components/ui/badge"
import { type Columns, DataTable, headsOf } from "@/components/ui/data-table"
import { PlainLink } from "@/components/ui/router-links"
import { Time } from "@/components/ui/time"
import type { AuditLine } from "@/lib/shared/rows/audit"

/** More than the narrowest line of the list holds. */
const LONG = 48

const Organization = createContext("")

const columns: Columns<AuditLine> = [
  { id: "what", place: "lead", cell: (row) => <Happened {...row} /> },
  { id: "result", place: "end", cell: ({ refused }) => refused && <Refused reason={refused} /> },
  { id: "when", cell: ({ at }) => <Time value={at} absolute /> },
  { id: "from", cell: ({ from }) => from && <bdi title={from}>{from}</bdi> },
]

/** What was done, latest first, a sentence each; what was refused is marked. */
export function AuditTable({ organizationId, lines }: { organizationId: string; lines: AuditLine[] }) {
  const t = useTranslations("audit")
  const heads = headsOf(t, ["what", "result", "when", "from"])
  return (
    <Organization value={organizationId}>
      <DataTable label={t("title")} heads={heads} columns={columns} rows={lines} idOf={({ id }) => id} />
    </Organization>
  )
}

function Happened({ relation, rest, ...line }: AuditLine) {
  const t = useTranslations("audit")
  const more = rest.join(" · ")
  const sentence = <Sentence {...line} />
  const first = relation ? (
    <span className="beside">
      {sentence}
      <Badge>{t(relation)}</Badge>
    </span>
  ) : (
    sentence
  )
  return (
    <span>
      {first}
      {more && <small title={more.length > LONG ? more : undefined}>{more}</small>}
    </span>
  )
}

type SentenceProps = Pick<AuditLine, "sentence" | "who" | "number" | "whom" | "members">

/** The people stand out, and lead to their pages where they have one. */
function Sentence({ sentence, who, number, whom, members }: SentenceProps) {
  const names: Record<string, string | null> = { who, whom }
  const whole = sentence.map((part, at) => (at % 2 ? names[part] : part)).join("")
  return (
    <span className="sentence" title={whole.length > LONG ? whole : undefined}>
      {sentence.map((part, at) =>
        at % 2 ? (
          <Named
            key={part}
            name={names[part] ?? "–"}
            accountId={members[part as "who" | "whom"]}
            title={part === "who" && number ? number : undefined}
          />
        ) : (
          part && <span key={part}>{part}</span>
        ),
      )}
    </span>
  )
}

interface NamedProps {
  name: string
  accountId: string | null
  /** The account number, which tells people of one name apart. */
  title?: string
}

function Named({ name, accountId, title }: NamedProps) {
  const organizationId = use(Organization)
  if (!accountId) return <bdi title={title}>{name}</bdi>
  return (
    <PlainLink href={accountGroupOf(organizationId, accountId)} title={title}>
      <bdi>{name}</bdi>
    </PlainLink>
  )
}

function Refused({ reason }: { reason: string }) {
  const t = useTranslations("audit")
  return (
    <span>
      <Badge tone="danger" mark="ban">
        {t("refused")}
      </Badge>
      <small className="fault">
        <span title={reason}>{reason}</span>
      </small>
    </span>
  )
}
