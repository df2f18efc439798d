import { UserX } from "lucide-react"
import { getTranslations } from "next-intl/server"
import { LetterEnd } from "@/components/letter-end"
import { Facts } from "@/components/ui/facts"
import type { Shown } from "@/lib/letter-view"
import { SwitchAccount } from "./identity"

/** Account Mismatch: who was invited, who is logged in, and the way from one to the other (R29, R30). */
export async function MismatchScreen({ organization, contact, account }: Shown<"mismatch">) {
  const t = await getTranslations("invite.mismatch")
  return (
    <LetterEnd icon={UserX} title={t("title")} lead={t("lead", { organization })}>
      <Facts
        facts={[
          [
            t("invited"),
            <bdi key="invited" dir="ltr">
              {contact}
            </bdi>,
          ],
          [t("loggedIn"), <LoggedIn key="loggedIn" {...account} />],
        ]}
      />
      <SwitchAccount to={contact} look="primary" />
    </LetterEnd>
  )
}

function LoggedIn({ name, contact }: Shown<"mismatch">["account"]) {
  return (
    <>
      <bdi className="block">{name}</bdi>
      <bdi dir="ltr" className="block text-secondary text-sm">
        {contact}
      </bdi>
    </>
  )
}
