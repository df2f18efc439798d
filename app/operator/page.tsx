import { Inbox } from "lucide-react"
import type { Metadata, Route } from "next"
import { getTranslations } from "next-intl/server"
import { ClientMessages } from "@/app/(console)/client-messages"
import { approveAction, rejectAction } from "@/app/operator/actions"
import { enterAsOperator } from "@/app/operator/gate"
import { TextsCard } from "@/app/operator/texts-card"
import { CertificationRecords } from "@/components/certification/certification-records"
import { Callout } from "@/components/ui/callout"
import { LinkButton } from "@/components/ui/link-button"
import { PageHeader } from "@/components/ui/page-header"
import { Pager } from "@/components/ui/pager"
import { RouterButton } from "@/components/ui/router-links"
import { EmptyState } from "@/components/ui/table-states"
import { Tabs } from "@/components/ui/tabs"
import { Time } from "@/components/ui/time"
import { refusedAccounts } from "@/lib/letters/refused"
import { listCertifications } from "@/lib/organizations/certification"
import { shown } from "@/lib/web/reader/shown"

const PATH = "/operator"
const ALL = `${PATH}?show=all` as Route

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("operator"))("title") }
}

/** Operator: lists the certification requests of all organizations and takes their answers. */
export default async function OperatorPage({ searchParams }: PageProps<"/operator">) {
  const [{ ctx, memberships }, query, t] = await Promise.all([
    enterAsOperator(),
    searchParams,
    getTranslations("operator"),
  ])
  const waiting = query.show !== "all"
  const page = await listCertifications(ctx, { waiting, cursor: String(query.cursor ?? "") })
  const at = (cursor: string | null) =>
    cursor && (`${PATH}?${new URLSearchParams({ ...(waiting ? {} : { show: "all" }), cursor })}` as Route)
  return (
    <ClientMessages of={["operator", "entityTypes", "requestStatuses"]}>
      <PageHeader title={t("title")} facts={t("lead")} actions={<Back toConsole={memberships.length > 0} />} />
      <RefusedAccounts accounts={await refusedAccounts(ctx.db)} />
      <Tabs
        label={t("views")}
        tabs={[
          { href: PATH, label: t("waiting"), current: waiting },
          { href: ALL, label: t("all"), current: !waiting },
        ]}
      />
      {page.rows.length > 0 ? (
        <CertificationRecords rows={shown(page.rows)} actions={{ approve: approveAction, reject: rejectAction }} />
      ) : (
        <None waiting={waiting} />
      )}
      <Pager newer={at(page.earlier)} older={at(page.later)} />
      <TextsCard ctx={ctx} />
    </ClientMessages>
  )
}

/** Says which provider refuses our account, for that is mended by whoever runs the platform. */
async function RefusedAccounts({ accounts }: { accounts: Awaited<ReturnType<typeof refusedAccounts>> }) {
  const t = await getTranslations("operator.refused")
  return accounts.map(({ channel, since, reason }) => (
    <Callout key={channel} tone="danger" title={t(channel)}>
      <p>{t.rich("since", { time: () => <Time value={since} absolute /> })}</p>
      <p className="font-mono text-sm" dir="auto">
        {reason}
      </p>
      <p>{t("then")}</p>
    </Callout>
  ))
}

/** Leads an operator on, who need not belong to an organization. */
async function Back({ toConsole }: { toConsole: boolean }) {
  const t = await getTranslations("operator")
  return <LinkButton href={toConsole ? "/" : "/me"}>{t(toConsole ? "back" : "toAccount")}</LinkButton>
}

async function None({ waiting }: { waiting: boolean }) {
  const t = await getTranslations("operator")
  if (!waiting) return <EmptyState icon={<Inbox />} title={t("none")} />
  return (
    <EmptyState
      icon={<Inbox />}
      title={t("noneWaiting")}
      action={<RouterButton href={ALL}>{t("showAll")}</RouterButton>}
    >
      {t("noneWaitingHint")}
    </EmptyState>
  )
}
