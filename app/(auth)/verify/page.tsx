import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { codeAgainAction, verifyAction } from "@/app/(auth)/actions"
import { AuthCard } from "@/app/(auth)/auth-card"
import { CodesHeld, codeSent } from "@/app/(auth)/code-sent"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { parseRedirectTarget, skipWhenLoggedIn, withReturnTo } from "@/app/(auth)/return-to"
import { CodeStep } from "@/components/forms/code-step"
import { TextLink } from "@/components/ui/text-link"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.verify"))("title") }
}

export default async function VerifyPage({ searchParams }: PageProps<"/verify">) {
  const query = await searchParams
  const journey = parseRedirectTarget(query)
  await skipWhenLoggedIn(journey)
  const t = await getTranslations("auth.verify")
  const anew = <TextLink href={withReturnTo({ next: journey.next }, "/register")}>{t("startAgain")}</TextLink>
  return (
    <AuthCard title={t("title")} lead={await codeSent(journey)} footer={<p>{t("taken")}</p>}>
      <CodesHeld to={journey.to} />
      <CodeStep
        verificationId={String(query.verification)}
        action={verifyAction}
        again={codeAgainAction}
        submit={t("submit")}
      >
        <ReturnFields next={journey.next} />
      </CodeStep>
      <p className="text-center text-secondary text-sm">
        {t("wrongAddress")} {anew}
      </p>
    </AuthCard>
  )
}
