import { useTranslations } from "next-intl"
import { Contact } from "@/components/lists/contact"
import { Card } from "@/components/ui/card"
import { CopyButton } from "@/components/ui/copy-button"
import { Facts } from "@/components/ui/facts"
import { TextLink } from "@/components/ui/text-link"
import type { Account } from "@/lib/accounts/sessions"
import { shownContact } from "@/lib/core/contacts"

/** By what others know a person, and where they can be reached. */
export function ProfileCard({ name, number, email, phone }: Account) {
  const t = useTranslations("account")
  const add = (
    <TextLink key="add" href="/me/contact">
      {t("add")}
    </TextLink>
  )
  const contactOrAdd = (contact: string | null, kind: "email" | "phone") =>
    contact ? (
      <span key={contact} className="flex min-w-0 flex-wrap items-center gap-x-4">
        <Contact address={shownContact(contact)} />
        <TextLink href={`/me/contact?replacing=${kind}`} aria-label={t(`contact.replace.${kind}`)}>
          {t("contact.replace.short")}
        </TextLink>
      </span>
    ) : (
      add
    )
  return (
    <Card title={t("profile")}>
      <Facts
        aligned
        facts={[
          [
            t("name"),
            <span key="name" className="flex min-w-0 flex-wrap items-center gap-x-4">
              <bdi className="wrap-anywhere">{name}</bdi>
              <TextLink href="/me/name">{t("rename.title")}</TextLink>
            </span>,
          ],
          [
            t("number"),
            <span key="number" className="flex items-center gap-2">
              <code>{number}</code>
              <CopyButton icon look="quiet" size="small" text={number} label={t("copyNumber")} />
            </span>,
          ],
          [t("email"), contactOrAdd(email, "email")],
          [t("phone"), contactOrAdd(phone, "phone")],
        ]}
      />
    </Card>
  )
}
