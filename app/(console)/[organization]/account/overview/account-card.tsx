import { useTranslations } from "next-intl"
import { Contact } from "@/components/lists/contact"
import { Card } from "@/components/ui/card"
import { Facts } from "@/components/ui/facts"
import { LinkButton } from "@/components/ui/link-button"
import type { Account } from "@/lib/accounts/sessions"
import { shownContact } from "@/lib/core/contacts"

export function OwnAccountCard({ account: { name, number, email, phone } }: { account: Account }) {
  const t = useTranslations("overview")
  return (
    <Card title={t("account")} action={<Ways />}>
      <Facts
        facts={[
          [t("name"), <bdi key="name">{name}</bdi>],
          [t("number"), <code key="number">{number}</code>],
          [t("contact"), <Contacts key="contact" contacts={[email, phone]} />],
        ]}
      />
    </Card>
  )
}

function Ways() {
  const t = useTranslations("overview")
  return (
    <div className="flex flex-wrap gap-2">
      <LinkButton href="/me/access-keys">{t("accessKeys")}</LinkButton>
      <LinkButton href="/me">{t("manage")}</LinkButton>
    </div>
  )
}

function Contacts({ contacts }: { contacts: (string | null)[] }) {
  return contacts.map(
    (contact) =>
      contact && (
        <span key={contact} className="block">
          <Contact address={shownContact(contact)} />
        </span>
      ),
  )
}
