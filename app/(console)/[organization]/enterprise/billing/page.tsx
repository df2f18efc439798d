import type { Metadata, Route } from "next"
import { getFormatter, getTranslations } from "next-intl/server"
import { SeatsCard } from "@/app/(console)/[organization]/enterprise/billing/seats-card"
import { Contact } from "@/components/lists/contact"
import { billingOf } from "@/components/shell/navigation"
import { Card } from "@/components/ui/card"
import { LinkButton } from "@/components/ui/link-button"
import { PageHeader } from "@/components/ui/page-header"
import { invitationsByMonth } from "@/lib/invitations/by-month"
import { ownershipOf } from "@/lib/members/ownership"
import { profileOf } from "@/lib/organizations/profile"
import { counted } from "@/lib/shared/counts"
import type { MonthOfInvitations, Ownership } from "@/lib/shared/rows/organization"
import { readerLocale } from "@/lib/web/action"
import { shown } from "@/lib/web/reader/shown"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing"))("title") }
}

/** Enterprise > Billing: who pays, how the seats are used, and what was sent month by month. (R8) */
export default async function BillingPage({ params }: PageProps<"/[organization]/enterprise/billing">) {
  const [{ organization: id }, t] = await Promise.all([params, getTranslations("billing")])
  const { ctx, organization } = await requirePermission(id, "billing.read")
  const { organizationId, name } = organization
  const [profile, { owner }, months] = await Promise.all([
    profileOf(ctx, organizationId),
    ownershipOf(ctx, organizationId).then(shown),
    invitationsByMonth(ctx, organizationId),
  ])
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={t("lead", { organization: name })}
        actions={<LinkButton href={`${billingOf(id)}/export` as Route}>{t("export")}</LinkButton>}
      />
      <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-[3fr_2fr]">
        <SeatsCard {...profile} />
        <Payer owner={owner} />
      </div>
      <Months months={since(profile.createdAt, months)} />
    </>
  )
}

/** Without the months before the organization was founded. */
function since(founded: Date, months: MonthOfInvitations[]) {
  return months.filter(({ month }) => month >= founded.toISOString().slice(0, 7))
}

async function Payer({ owner: { name, email, phone } }: Pick<Ownership, "owner">) {
  const t = await getTranslations("billing")
  return (
    <Card title={t("payer")} description={t("payerHint")}>
      <div className="flex flex-col">
        <bdi className="wrap-anywhere font-medium">{name}</bdi>
        {[email, phone].map((contact) => contact && <Contact key={contact} address={contact} />)}
      </div>
    </Card>
  )
}

async function Months({ months }: { months: MonthOfInvitations[] }) {
  const [t, { dateTime }, locale] = await Promise.all([getTranslations("billing"), getFormatter(), readerLocale()])
  const heads = [t("month"), t("sent"), t("accepted")]
  const named = (month: string) =>
    dateTime(new Date(`${month}-01T00:00:00Z`), { year: "numeric", month: "long", timeZone: "UTC" })
  return (
    <Card title={t("months")} description={t("monthsHint")}>
      <table aria-label={t("months")} className="months">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody data-figures>
          {months.map(({ month, sent, accepted }) => (
            <tr key={month}>
              <th scope="row">{named(month)}</th>
              <td>{counted(sent, locale)}</td>
              <td>{counted(accepted, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
