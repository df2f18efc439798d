import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { optOutAction } from "@/app/(letter)/opt-out/actions"
import { ActionForm } from "@/components/forms/form"
import { LetterEnd } from "@/components/letters/letter-end"
import { LetterContact } from "@/components/letters/letter-facts"
import { Ban, MailOpen } from "@/components/ui/icons"
import { SubmitButton } from "@/components/ui/submit-button"

interface ChoiceProps {
  organization: string
  contact: string
  optedOut: boolean
  token: string
}

/** Whether more invitations of an organization are wanted, and the button that says the other. */
export async function ChoiceScreen({ organization, contact, optedOut, token }: ChoiceProps) {
  const t = await getTranslations(`opt-out.${optedOut ? "none" : "wanted"}`)
  const values = {
    organization,
    contact,
    where: (name: ReactNode) => <bdi>{name}</bdi>,
    who: (address: ReactNode) => <LetterContact of={String(address)} />,
  }
  return (
    <LetterEnd
      icon={optedOut ? Ban : MailOpen}
      title={t.rich("title", values)}
      lead={t.rich("lead", values)}
      footer={<p>{t("note")}</p>}
    >
      <ActionForm action={optOutAction}>
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="wanted" value={optedOut ? "again" : "none"} />
        <SubmitButton size="large" wide look={optedOut ? "secondary" : "primary"}>
          {t("button")}
        </SubmitButton>
      </ActionForm>
    </LetterEnd>
  )
}
