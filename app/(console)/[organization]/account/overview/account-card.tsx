import { useTranslations } from "next-intl"
import { Card } from "@/components/ui/card"
import { Facts } from "@/components/ui/facts"
import { LinkButton } from "@/components/ui/link-button"
import type { Account } from "@/lib/sessions"

export function AccountCard({ account: { name, number, email, phone } }: { account: Account }) {
  const t = useTranslations("overview")
  return (
    <Card title={t("account")} action={<LinkButton href="/account">{t("manage")}</LinkButton>}>
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

function Contacts({ contacts }: { contacts: (string | null)[] }) {
  return contacts.map(
    (contact) =>
      contact && (
        <bdi key={contact} dir="ltr" className="block break-all text-start">
          {contact}
        </bdi>
      ),
  )
}
