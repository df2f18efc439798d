import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { codeAgainAction, resetAction } from "@/app/(auth)/actions"
import { AuthCard } from "@/app/(auth)/auth-card"
import { CodesHeld, codeSent } from "@/app/(auth)/code-sent"
import { NewPassword } from "@/app/(auth)/new-password"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { parseRedirectTarget, withReturnTo } from "@/app/(auth)/return-to"
import { CodeStep } from "@/components/forms/code-step"
import { Callout } from "@/components/ui/callout"
import { TextLink } from "@/components/ui/text-link"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.reset"))("title") }
}

export default async function ResetPage({ searchParams }: PageProps<"/reset">) {
  const query = await searchParams
  const journey = parseRedirectTarget(query)
  const t = await getTranslations("auth")
  const back = <TextLink href={withReturnTo({ next: journey.next }, "/forgot")}>{t("reset.startAgain")}</TextLink>
  return (
    <AuthCard title={t("reset.title")} lead={await codeSent(journey, "sentPerhaps")} footer={<p>{back}</p>}>
      {query.secured === "1" && <Callout tone="success">{t("reset.secured")}</Callout>}
      <CodesHeld to={journey.to} />
      <CodeStep
        verificationId={String(query.verification)}
        action={resetAction}
        again={codeAgainAction}
        submit={t("reset.submit")}
      >
        <ReturnFields next={journey.next} />
        <NewPassword label={t("newPassword")} />
      </CodeStep>
    </AuthCard>
  )
}
