import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { logOutAction } from "@/app/(auth)/actions"
import { leaveAction, logOutEverywhereAction } from "@/app/me/actions"
import { OwnApprovals } from "@/app/me/own-approvals"
import { OwnInvitations } from "@/app/me/own-invitations"
import { DrawnForField } from "@/components/forms/answers/drawn-for"
import { ButtonForm } from "@/components/forms/button-form"
import { Contact } from "@/components/lists/contact"
import { MembershipItem } from "@/components/members/membership-item"
import { homeOf } from "@/components/shell/navigation"
import { CenteredCard } from "@/components/ui/centered-card"
import { CopyButton } from "@/components/ui/copy-button"
import { Facts } from "@/components/ui/facts"
import { LinkButton } from "@/components/ui/link-button"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { Tile } from "@/components/ui/tile"
import type { Account, Membership } from "@/lib/accounts/sessions"
import { shownContact } from "@/lib/core/contacts"
import { ownInvitations } from "@/lib/invitations/own-invitations"
import { ownApprovals } from "@/lib/organizations/features"
import type { OwnInvitation } from "@/lib/shared/rows/invitations"
import type { FeatureApproval } from "@/lib/shared/rows/organization"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") }
}

export default async function AccountPage() {
  const { ctx, account, memberships } = await mustBeLoggedIn()
  const [t, invitations, approvals] = await Promise.all([
    getTranslations("account"),
    ownInvitations(ctx),
    ownApprovals(ctx),
  ])
  return (
    <CenteredCard tile={<Tile name={account.name} size="large" />} title={account.name} lead={t("title")}>
      <Invitations invitations={invitations} />
      <Approvals approvals={approvals} />
      <Contacts {...account} />
      <Organizations memberships={memberships} invitations={invitations.length} />
      <LinkButton wide size="large" href="/me/affiliation">
        {t("affiliation")}
      </LinkButton>
      <LinkButton wide size="large" href="/me/access-keys">
        {t("accessKeys")}
      </LinkButton>
      {account.operator && (
        <LinkButton wide size="large" href="/operator">
          {t("operator")}
        </LinkButton>
      )}
      <LinkButton wide size="large" href="/me/password">
        {t("changePassword")}
      </LinkButton>
      <Endings />
    </CenteredCard>
  )
}

async function Invitations({ invitations }: { invitations: OwnInvitation[] }) {
  const t = await getTranslations("ownInvitations")
  if (invitations.length === 0) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t("title")}</h2>
      <OwnInvitations invitations={invitations} />
    </section>
  )
}

async function Approvals({ approvals }: { approvals: FeatureApproval[] }) {
  const t = await getTranslations("affiliation.approvals")
  if (approvals.length === 0) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t("title")}</h2>
      <OwnApprovals approvals={approvals} href="/me/affiliation" />
    </section>
  )
}

async function Contacts({ number, email, phone }: Account) {
  const t = await getTranslations("account")
  const add = <TextLink href="/me/contact">{t("add")}</TextLink>
  const contactOrAdd = (contact: string | null) => (contact ? <Contact address={shownContact(contact)} /> : add)
  return (
    <Facts
      facts={[
        [
          t("number"),
          <span key="number" className="flex items-center gap-2">
            <code>{number}</code>
            <CopyButton icon look="quiet" size="small" text={number} label={t("copyNumber")} />
          </span>,
        ],
        [t("email"), contactOrAdd(email)],
        [t("phone"), contactOrAdd(phone)],
      ]}
    />
  )
}

async function Organizations({ memberships, invitations }: { memberships: Membership[]; invitations: number }) {
  const t = await getTranslations("account")
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t("organizations")}</h2>
      {memberships.length === 0 && (
        <p className="text-secondary">
          {invitations > 0 ? t("invitedOnly", { count: invitations }) : t("noOrganization")}
        </p>
      )}
      <ul className="flex flex-col divide-y">
        {memberships.map((one) => (
          <MembershipItem key={one.organizationId} membership={one} leave={leaveAction}>
            <TextLink href={homeOf(one.organizationId, one.role)} className="wrap-anywhere">
              {one.name}
            </TextLink>
          </MembershipItem>
        ))}
      </ul>
      <TextLink href="/me/organization" className="self-start">
        {t("createOrganization")}
      </TextLink>
    </section>
  )
}

async function Endings() {
  const t = await getTranslations("account")
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      <ButtonForm action={logOutAction}>
        <SubmitButton look="secondary" size="large" wide>
          {t("logOut")}
        </SubmitButton>
      </ButtonForm>
      <ButtonForm action={logOutEverywhereAction}>
        <DrawnForField />
        <SubmitButton look="secondary" size="large" wide>
          {t("logOutEverywhere")}
        </SubmitButton>
      </ButtonForm>
    </div>
  )
}
