import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { logOutAction } from "@/app/(auth)/actions"
import { homeOf } from "@/components/shell/navigation"
import { CenteredCard } from "@/components/ui/centered-card"
import { Facts } from "@/components/ui/facts"
import { LinkButton } from "@/components/ui/link-button"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { Tile } from "@/components/ui/tile"
import type { Account, Membership } from "@/lib/sessions"
import { mustBeLoggedIn } from "@/lib/web/session"
import { logOutEverywhereAction } from "./actions"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") }
}

export default async function AccountPage() {
  const { account, memberships } = await mustBeLoggedIn()
  const t = await getTranslations("account")
  return (
    <CenteredCard tile={<Tile name={account.name} size="large" />} title={account.name} lead={t("title")}>
      <Contacts {...account} />
      <Organizations memberships={memberships} />
      <LinkButton wide size="large" href="/account/password">
        {t("changePassword")}
      </LinkButton>
      <Endings />
    </CenteredCard>
  )
}

async function Contacts({ number, email, phone }: Account) {
  const t = await getTranslations("account")
  const add = <TextLink href="/account/contact">{t("add")}</TextLink>
  const shown = (contact: string | null) => (contact ? <bdi dir="ltr">{contact}</bdi> : add)
  return (
    <Facts
      facts={[
        [
          t("number"),
          <span key="number" className="font-mono">
            {number}
          </span>,
        ],
        [t("email"), shown(email)],
        [t("phone"), shown(phone)],
      ]}
    />
  )
}

async function Organizations({ memberships }: { memberships: Membership[] }) {
  const t = await getTranslations("account")
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t("organizations")}</h2>
      {memberships.length === 0 && <p className="text-secondary">{t("noOrganization")}</p>}
      <ul className="flex flex-col gap-2">
        {memberships.map((one) => (
          <li key={one.organizationId} className="flex flex-wrap justify-between gap-x-4">
            <TextLink href={homeOf(one.organizationId, one.role)}>{one.name}</TextLink>
            <code className="text-secondary text-sm">{one.role}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}

async function Endings() {
  const t = await getTranslations("account")
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      <form action={logOutEverywhereAction}>
        <SubmitButton look="secondary" size="large" wide>
          {t("logOutEverywhere")}
        </SubmitButton>
      </form>
      <form action={logOutAction}>
        <SubmitButton look="secondary" size="large" wide>
          {t("logOut")}
        </SubmitButton>
      </form>
    </div>
  )
}
