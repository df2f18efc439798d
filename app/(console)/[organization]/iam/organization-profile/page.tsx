import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { ClosingCard } from "@/app/(console)/[organization]/iam/organization-profile/closing-card"
import { Counts } from "@/app/(console)/[organization]/iam/organization-profile/counts"
import { FactorPolicy } from "@/app/(console)/[organization]/iam/organization-profile/factor-policy"
import { FeatureSet } from "@/app/(console)/[organization]/iam/organization-profile/feature-set"
import { OwnerCard } from "@/app/(console)/[organization]/iam/organization-profile/owner-card"
import { ProfileCard } from "@/app/(console)/[organization]/iam/organization-profile/profile-card"
import { ClientMessages } from "@/app/(console)/client-messages"
import { PageHeader } from "@/components/ui/page-header"
import { ownershipOf } from "@/lib/members/ownership"
import { demandedRolesOf } from "@/lib/organizations/factor-policy"
import { featuresOf } from "@/lib/organizations/features"
import { profileOf } from "@/lib/organizations/profile"
import { can } from "@/lib/shared/roles"
import { shown } from "@/lib/web/reader/shown"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("profile"))("title") }
}

/** IAM > Organization Profile: what the organization is and owns, and who owns it. */
export default async function ProfilePage({
  params,
  searchParams,
}: PageProps<"/[organization]/iam/organization-profile">) {
  const [{ organization: id }, query, t] = await Promise.all([params, searchParams, getTranslations("profile")])
  const { ctx, account, organization } = await requirePermission(id, "profile.read")
  const { organizationId, name, role } = organization
  const manages = can(role, "organization.manage")
  const [profile, ownership, features, demanded] = await Promise.all([
    profileOf(ctx, organizationId),
    ownershipOf(ctx, organizationId).then(shown),
    manages ? featuresOf(ctx, organizationId) : null,
    manages ? demandedRolesOf(ctx, organizationId) : null,
  ])
  return (
    <ClientMessages of={["profile", "owner", "features", "closing"]}>
      <PageHeader title={t("title")} facts={t("lead", { organization: name })} />
      <Counts organization={organization} profile={profile} />
      <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-[3fr_2fr]">
        <div className="flex flex-col gap-5">
          <ProfileCard
            organizationId={organizationId}
            profile={profile}
            mayEdit={can(role, "profile.edit")}
            editing={query.edit === "1"}
          />
        </div>
        <div className="flex flex-col gap-5">
          <OwnerCard organization={organization} ownership={ownership} self={account.id} />
        </div>
      </div>
      {features && <FeatureSet organizationId={id} features={features} />}
      {demanded && <FactorPolicy organizationId={id} demanded={demanded} />}
      {manages && <ClosingCard organization={{ id, name }} members={profile.members} />}
    </ClientMessages>
  )
}
