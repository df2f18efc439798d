import { getTranslations } from "next-intl/server"
import { switchAccountAction } from "@/app/(auth)/actions"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { DrawnForField } from "@/components/forms/answers/drawn-for"
import { ButtonForm } from "@/components/forms/button-form"
import { SubmitButton } from "@/components/ui/submit-button"
import type { AccountLetterPage } from "@/lib/web/letter-cookie"
import { shownContactOf, visitor } from "@/lib/web/session"

interface ReaderProps {
  page: AccountLetterPage
  /** Whom the letter waits for, masked. */
  to: string
}

/** Who is logged in, and the way to be somebody else without losing the letter. */
export async function Identity(reader: ReaderProps) {
  const found = await visitor()
  if (found.kind !== "logged-in") return null
  const t = await getTranslations("letter")
  return (
    <div className="flex items-center justify-between gap-4">
      <p className="min-w-0 break-words">
        {t("loggedIn")} <bdi className="font-medium text-foreground">{found.account.name}</bdi>
        <bdi dir="ltr" className="block">
          {shownContactOf(found.account)}
        </bdi>
      </p>
      <SwitchAccount {...reader} look="quiet" />
    </div>
  )
}

/** Logs out and in again as somebody else; the letter waits meanwhile. */
export async function SwitchAccount({ page, to, look }: ReaderProps & { look: "quiet" | "primary" }) {
  const t = await getTranslations("letter")
  const prominent = look === "primary"
  return (
    <ButtonForm action={switchAccountAction}>
      <DrawnForField />
      <ReturnFields next={`/${page}`} to={to} />
      <SubmitButton look={look} size={prominent ? "large" : "small"} wide={prominent}>
        {t("switch")}
      </SubmitButton>
    </ButtonForm>
  )
}
