import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { MemberAccountCard } from "@/app/(console)/[organization]/enterprise/account-group/[accountId]/account-card"
import { RolesCard } from "@/app/(console)/[organization]/enterprise/account-group/[accountId]/roles-card"
import { TagsCard } from "@/app/(console)/[organization]/enterprise/account-group/[accountId]/tags-card"
import { WhyCard } from "@/app/(console)/[organization]/enterprise/account-group/[accountId]/why-card"
import { accountGroupOf } from "@/components/shell/navigation"
import { PageHeader } from "@/components/ui/page-header"
import { RouterLink } from "@/components/ui/router-links"
import { memberDetail } from "@/lib/members/member-detail"
import { Refusal } from "@/lib/shared/refusals"
import { shown } from "@/lib/web/reader/shown"
import { type OrganizationGate, requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("memberDetail"))("title") }
}

/** A member with the reason for being here, the login email, and the roles since. */
export default async function MemberPage({
  params,
}: PageProps<"/[organization]/enterprise/account-group/[accountId]">) {
  const { organization: id, accountId } = await params
  const gate = await requirePermission(id, "members.read")
  const [member, t] = await Promise.all([detailOr404(gate, accountId), getTranslations("memberDetail")])
  const { name } = gate.organization
  return (
    <>
      <p className="text-sm">
        <RouterLink href={accountGroupOf(id)}>{t("back")}</RouterLink>
      </p>
      <PageHeader title={<bdi>{member.name}</bdi>} facts={t("title")} />
      <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-2">
        <div className="flex flex-col gap-5">
          <MemberAccountCard member={member} organization={name} />
          {member.taggable && <TagsCard tags={member.tags} />}
        </div>
        <div className="flex flex-col gap-5">
          <div id="why" className="scroll-mt-16">
            <WhyCard organizationId={id} member={member} organization={name} />
          </div>
          <RolesCard member={member} />
        </div>
      </div>
    </>
  )
}

async function detailOr404({ ctx, organization }: OrganizationGate, accountId: string) {
  try {
    return shown(await memberDetail(ctx, organization.organizationId, accountId))
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_found") notFound()
    throw error
  }
}
