import { getTranslations } from "next-intl/server"
import { SwitchAccount } from "@/app/(letter)/screens/identity"
import { LetterEnd } from "@/components/letters/letter-end"
import { LetterContact } from "@/components/letters/letter-facts"
import { Facts } from "@/components/ui/facts"
import { UserX } from "@/components/ui/icons"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"
import type { AccountLetterPage } from "@/lib/web/letter-cookie"

type MismatchProps = Pick<Shown<"mismatch", InvitationDetails>, "organization" | "contact" | "account"> & {
  page: AccountLetterPage
}

/** Account Mismatch: who was asked, who is logged in, and the way from one to the other. */
export async function MismatchScreen({ page, organization, contact, account }: MismatchProps) {
  const t = await getTranslations()
  return (
    <LetterEnd
      icon={UserX}
      tone="warning"
      title={t(`${page}.mismatch.title`)}
      lead={t(`${page}.mismatch.lead`, { organization })}
    >
      <Facts
        facts={[
          [t(`${page}.mismatch.asked`), <LetterContact key="asked" of={contact} />],
          [t("letter.loggedIn"), <LoggedIn key="loggedIn" {...account} />],
        ]}
      />
      <SwitchAccount page={page} to={contact} look="primary" />
    </LetterEnd>
  )
}

function LoggedIn({ name, contact }: Shown<"mismatch", InvitationDetails>["account"]) {
  return (
    <>
      <bdi className="block">{name}</bdi>
      <span className="block text-secondary text-sm">
        <LetterContact of={contact} />
      </span>
    </>
  )
}
