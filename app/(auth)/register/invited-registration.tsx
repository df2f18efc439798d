import { getLocale, getTranslations } from "next-intl/server"
import { codeAgainAction, invitedCodeAction, registerInvitedAction } from "@/app/(auth)/actions"
import { CodesHeld } from "@/app/(auth)/code-sent"
import { AboutYourself } from "@/app/(auth)/register/about-yourself"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { type RedirectTarget, withReturnTo } from "@/app/(auth)/return-to"
import { CodeStep } from "@/components/forms/code-step"
import { ActionForm } from "@/components/forms/form"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { letterToken } from "@/lib/web/letter"

/** Sends a code to the invited contact, so that nobody has to type it and nobody else learns it. */
export async function SendCode({ next, contact }: { next: string; contact: string }) {
  const [t, locale, token] = await Promise.all([getTranslations("auth.register"), getLocale(), letterToken("invite")])
  return (
    <ActionForm action={invitedCodeAction}>
      <ReturnFields next={next} to={contact} />
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="locale" value={locale} />
      <SubmitButton size="large" wide>
        {t("sendCode")}
      </SubmitButton>
    </ActionForm>
  )
}

/** Takes the code and what the account is to be. */
export async function WithCode({ verificationId, ...journey }: RedirectTarget & { verificationId: string }) {
  const t = await getTranslations("auth.verify")
  return (
    <>
      <CodesHeld to={journey.to} />
      <CodeStep
        verificationId={verificationId}
        action={registerInvitedAction}
        again={codeAgainAction}
        submit={t("submit")}
      >
        <ReturnFields next={journey.next} />
        <AboutYourself />
      </CodeStep>
      <p className="text-center text-secondary text-sm">
        {t("noCode")} <TextLink href={withReturnTo(journey, "/register")}>{t("startAgain")}</TextLink>
      </p>
    </>
  )
}
