import { Ban, Check } from "lucide-react"
import { useTranslations } from "next-intl"
import { Contact } from "./contact"
import { Badge } from "./ui/badge"
import { Cell, Head, Row, Table } from "./ui/table"
import { Time } from "./ui/time"

/** A line of the audit, every word of it in the reader's language. */
interface Line {
  id: string
  at: string
  who: string
  number: string | null
  outsider: boolean
  what: string
  details: string[]
  whom: string | null
  from: string | null
  refused: string | null
}

const columns = ["when", "who", "what", "whom", "from", "result"] as const

/** What was done and what was refused; the order is the server's. */
export function AuditTable({ lines }: { lines: Line[] }) {
  const t = useTranslations("audit")
  return (
    <Table label={t("title")} head={columns.map((column) => <Head key={column}>{t(column)}</Head>)}>
      {lines.map((line) => (
        <Row key={line.id}>
          <Cell label={t("when")} className="whitespace-nowrap">
            <Time value={line.at} absolute />
          </Cell>
          <Cell label={t("who")}>
            <Who {...line} />
          </Cell>
          <Cell label={t("what")}>
            <What {...line} />
          </Cell>
          <Cell label={t("whom")}>
            <Whom {...line} />
          </Cell>
          <Cell label={t("from")} className="sm:whitespace-nowrap">
            {line.from ? <bdi className="wrap-anywhere">{line.from}</bdi> : "–"}
          </Cell>
          <Cell label={t("result")}>
            <Result {...line} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function Who({ who, number, outsider }: Line) {
  const t = useTranslations("audit")
  return (
    <span className="flex flex-col">
      <span className="inline-flex flex-wrap items-center gap-x-2">
        <bdi className="wrap-anywhere font-medium">{who}</bdi>
        {outsider && <Badge>{t("outsider")}</Badge>}
      </span>
      {number && <code className="text-secondary text-xs">{number}</code>}
    </span>
  )
}

function What({ what, details }: Line) {
  return (
    <span className="flex min-w-0 flex-col">
      <span>{what}</span>
      {details.map((detail) => (
        <bdi key={detail} className="wrap-anywhere text-secondary text-xs">
          {detail}
        </bdi>
      ))}
    </span>
  )
}

function Whom({ whom }: Line) {
  if (!whom) return "–"
  return whom.includes("@") ? <Contact address={whom} /> : <bdi className="wrap-anywhere">{whom}</bdi>
}

function Result({ refused }: Line) {
  const t = useTranslations("audit")
  if (!refused) {
    return (
      <Badge tone="success" icon={<Check aria-hidden />}>
        {t("done")}
      </Badge>
    )
  }
  return (
    <span className="flex flex-col gap-0.5">
      <Badge tone="danger" icon={<Ban aria-hidden />}>
        {t("refused")}
      </Badge>
      <span className="text-secondary text-xs">{refused}</span>
    </span>
  )
}
