import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { notMeAction } from "@/app/(letter)/not-me/actions"
import { ActionForm } from "@/components/forms/form"
import { LetterEnd } from "@/components/letters/letter-end"
import { LetterContact } from "@/components/letters/letter-facts"
import { TriangleAlert } from "@/components/ui/icons"
import { SubmitButton } from "@/components/ui/submit-button"

interface InfoProps {
  contact: string
  restored: string[]
  removed: string[]
  token: string
}

/** What the one button does, before it is pressed. */
export async function InfoScreen({ contact, restored, removed, token }: InfoProps) {
  const t = await getTranslations("not-me.info")
  const who = (address: ReactNode) => <LetterContact of={String(address)} />
  return (
    <LetterEnd
      icon={TriangleAlert}
      title={t("title")}
      lead={t.rich("lead", { contact, who })}
      footer={<p>{t("note")}</p>}
    >
      <ul className="flex list-disc flex-col gap-1 ps-5">
        {restored.map((one) => (
          <li key={one}>{t.rich("restored", { contact: one, who })}</li>
        ))}
        {removed.map((one) => (
          <li key={one}>{t.rich("removed", { contact: one, who })}</li>
        ))}
        <li>{t("logins")}</li>
        <li>{t("factors")}</li>
        <li>{t("keys")}</li>
        <li>{t("transfers")}</li>
        <li>{t("password")}</li>
      </ul>
      <ActionForm action={notMeAction}>
        <input type="hidden" name="token" value={token} />
        <SubmitButton size="large" wide look="danger">
          {t("button")}
        </SubmitButton>
      </ActionForm>
    </LetterEnd>
  )
}
