import { getTranslations } from "next-intl/server"
import { switchAccountAction } from "@/app/(auth)/actions"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { withReturnTo } from "@/app/(auth)/return-to"
import { ToConsole } from "@/app/(letter)/screens/console"
import { DrawnForField } from "@/components/forms/answers/drawn-for"
import { ButtonForm } from "@/components/forms/button-form"
import { LetterEnd } from "@/components/letters/letter-end"
import { CircleCheck } from "@/components/ui/icons"
import { LinkButton } from "@/components/ui/link-button"
import { SubmitButton } from "@/components/ui/submit-button"
import { masked } from "@/lib/core/contacts"
import type { Shown } from "@/lib/handshake/view"
import type { ActivationDetails } from "@/lib/shared/rows/members"
import { visitor } from "@/lib/web/session"

type View = Shown<"accepted", ActivationDetails>

/** Activated a moment ago: the way to log in, which a visitor takes as this account and no other. */
export async function ActivatedScreen({ email }: View) {
  const [t, { kind }] = await Promise.all([getTranslations("activate.activated"), visitor()])
  const journey = { next: "/", to: masked(email) }
  return (
    <LetterEnd icon={CircleCheck} tone="done" title={t("title")} lead={t("lead", { email })}>
      {kind === "logged-in" ? (
        <ButtonForm action={switchAccountAction}>
          <DrawnForField />
          <ReturnFields {...journey} />
          <SubmitButton size="large" wide>
            {t("switch")}
          </SubmitButton>
        </ButtonForm>
      ) : (
        <LinkButton look="primary" size="large" wide href={withReturnTo(journey, "/login")}>
          {t("login")}
        </LinkButton>
      )}
    </LetterEnd>
  )
}

/** Used: each link works once. */
export async function UsedScreen({ organization }: View) {
  const [t, { kind }] = await Promise.all([getTranslations("activate.used"), visitor()])
  return (
    <LetterEnd icon={CircleCheck} tone="done" title={t("title")} lead={t("lead", { organization })}>
      {kind === "logged-in" ? (
        <ToConsole />
      ) : (
        <LinkButton size="large" wide href="/login">
          {t("login")}
        </LinkButton>
      )}
    </LetterEnd>
  )
}
