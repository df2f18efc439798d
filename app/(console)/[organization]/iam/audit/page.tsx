import { Download, ScrollText } from "lucide-react"
import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { verifyAuditAction } from "@/app/(console)/[organization]/iam/audit/actions"
import { AuditFilters } from "@/app/(console)/[organization]/iam/audit/filters"
import {
  auditExport,
  auditPage,
  auditPath,
  isAuditFiltered,
  parseAuditView,
} from "@/app/(console)/[organization]/iam/audit/search-params"
import { auditWords } from "@/app/(console)/[organization]/iam/audit/words"
import { ClientMessages } from "@/app/(console)/client-messages"
import { AuditSeals } from "@/components/audit/audit-seals"
import { AuditTable } from "@/components/audit/audit-table"
import { NoMatch, ResultCount } from "@/components/lists/result-count"
import { LinkButton } from "@/components/ui/link-button"
import { PageHeader } from "@/components/ui/page-header"
import { Pager } from "@/components/ui/pager"
import { EmptyState } from "@/components/ui/table-states"
import { listAudit } from "@/lib/audit/records"
import { SEARCHED } from "@/lib/audit/records-page"
import { shownContact } from "@/lib/core/contacts"
import type { AuditLine } from "@/lib/shared/rows/audit"
import { inReadersDays, readersZone } from "@/lib/web/reader/days"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") }
}

/** IAM > Audit: who did what to whom, when and from where, refused attempts included. */
export default async function AuditPage({ params, searchParams }: PageProps<"/[organization]/iam/audit">) {
  const [{ organization: id }, query, t] = await Promise.all([params, searchParams, getTranslations("audit")])
  const { ctx, organization } = await requirePermission(id, "audit.read")
  const view = parseAuditView(query)
  const [page, { lineOf, actionOf }] = await Promise.all([
    listAudit(ctx, organization.organizationId, await inReadersDays(view)),
    auditWords(),
  ])
  const newer = auditPage(id, view, page.earlier)
  const older = auditPage(id, view, page.later)
  return (
    <ClientMessages of={["audit", "seals"]}>
      <PageHeader
        title={t("title")}
        facts={t("lead", { organization: organization.name })}
        actions={
          <LinkButton href={auditExport(id, view)}>
            <Download aria-hidden />
            {t("export")}
          </LinkButton>
        }
      />
      <AuditFilters organizationId={id} view={view} actionOf={actionOf} zone={await readersZone()} />
      <ResultCount count={page.rows.length} more={Boolean(newer || older)} />
      {page.rows.length > 0 ? (
        <AuditTable organizationId={id} lines={page.rows.map((row) => withShownContact(lineOf(row)))} />
      ) : (
        <Nothing id={id} filtered={isAuditFiltered(view) || Boolean(view.cursor)} />
      )}
      {page.goesOn && <p className="mt-3 text-secondary text-sm">{t("searchGoesOn", { count: SEARCHED })}</p>}
      <Pager newer={newer} older={older} />
      <AuditSeals organizationId={id} verify={verifyAuditAction} />
    </ClientMessages>
  )
}

async function Nothing({ id, filtered }: { id: string; filtered: boolean }) {
  const t = await getTranslations("audit")
  if (!filtered) return <EmptyState icon={<ScrollText />} title={t("none")} />
  return <NoMatch title={t("noMatch")} hint={t("noMatchHint")} all={auditPath(id)} />
}

/** A file has contacts as programs compare them, the page as people read them. */
function withShownContact({ whom, ...line }: AuditLine): AuditLine {
  return { ...line, whom: whom && shownContact(whom) }
}
