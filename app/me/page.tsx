import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { leaveAction } from "@/app/me/actions"
import { LoginCard } from "@/app/me/login-card"
import { OwnApprovals } from "@/app/me/own-approvals"
import { OwnInvitations } from "@/app/me/own-invitations"
import { Preferences } from "@/app/me/preferences"
import { ProfileCard } from "@/app/me/profile-card"
import { WaysIn } from "@/app/me/ways-in"
import { setKeys, setLocale, setTheme } from "@/app/preferences/actions"
import { MembershipItem } from "@/components/members/membership-item"
import { homeOf } from "@/components/shell/navigation"
import { Card } from "@/components/ui/card"
import { TextLink } from "@/components/ui/text-link"
import { Tile } from "@/components/ui/tile"
import type { Account, Membership } from "@/lib/accounts/sessions"
import { ownInvitations } from "@/lib/invitations/own-invitations"
import { ownApprovals } from "@/lib/organizations/features"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") }
}

/** A person's own page: what waits for them and the ways into an organization first, then what seldom changes. */
export default async function AccountPage() {
  const { ctx, account, memberships } = await mustBeLoggedIn()
  const [t, invited, approving, invitations, approvals] = await Promise.all([
    getTranslations("account"),
    getTranslations("ownInvitations"),
    getTranslations("affiliation.approvals"),
    ownInvitations(ctx),
    ownApprovals(ctx),
  ])
  return (
    <main id="content" className="mx-auto flex w-full max-w-[44rem] flex-col gap-5 px-4 py-6 sm:py-10">
      <Who {...account} />
      {invitations.length > 0 && (
        <Card title={invited("title")}>
          <OwnInvitations invitations={invitations} />
        </Card>
      )}
      {approvals.length > 0 && (
        <Card title={approving("title")}>
          <OwnApprovals approvals={approvals} href="/me/affiliation" />
        </Card>
      )}
      {memberships.length > 0 ? (
        <Organizations memberships={memberships} />
      ) : (
        <>
          <p className="text-secondary">
            {invitations.length > 0 ? t("invitedOnly", { count: invitations.length }) : t("noOrganization")}
          </p>
          <WaysIn />
        </>
      )}
      <ProfileCard {...account} />
      <Card title={t("preferences")}>
        <Preferences setLocale={setLocale} setTheme={setTheme} setKeys={setKeys} />
      </Card>
      <LoginCard operator={account.operator} />
    </main>
  )
}

async function Who({ name }: Account) {
  const t = await getTranslations("account")
  return (
    <header className="flex items-center gap-3">
      <Tile name={name} size="large" />
      <div className="min-w-0">
        <h1 className="break-words font-semibold text-xl">{name}</h1>
        <p className="text-secondary">{t("title")}</p>
      </div>
    </header>
  )
}

async function Organizations({ memberships }: { memberships: Membership[] }) {
  const t = await getTranslations("account")
  return (
    <Card title={t("organizations")}>
      <ul className="flex flex-col divide-y">
        {memberships.map((one) => (
          <MembershipItem key={one.organizationId} membership={one} leave={leaveAction}>
            <TextLink href={homeOf(one.organizationId, one.role)} className="wrap-anywhere">
              {one.name}
            </TextLink>
          </MembershipItem>
        ))}
      </ul>
      <p className="flex flex-wrap gap-x-4 gap-y-2 text-sm">
        <TextLink href="/me/organization">{t("createOrganization")}</TextLink>
        <TextLink href="/me/affiliation">{t("affiliation")}</TextLink>
      </p>
    </Card>
  )
}
