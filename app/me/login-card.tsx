import type { Route } from "next"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { logOutAction } from "@/app/(auth)/actions"
import { logOutEverywhereAction } from "@/app/me/actions"
import { DrawnForField } from "@/components/forms/answers/drawn-for"
import { ButtonForm } from "@/components/forms/button-form"
import { Card } from "@/components/ui/card"
import { LinkButton } from "@/components/ui/link-button"
import { SubmitButton } from "@/components/ui/submit-button"

/** How a person gets in and out, and by which keys their programs do. */
export function LoginCard({ operator }: { operator: boolean }) {
  const t = useTranslations("account")
  return (
    <Card title={t("login")}>
      <ul className="flex flex-col divide-y">
        <Line title={t("password")} body={t("passwordLead")}>
          <Way href="/me/password">{t("changePassword")}</Way>
        </Line>
        <Line title={t("factors")} body={t("factorsBody")}>
          <Way href="/me/factors">{t("factorsManage")}</Way>
        </Line>
        <Line title={t("accessKeys")} body={t("accessKeysBody")}>
          <Way href="/me/access-keys">{t("accessKeysManage")}</Way>
        </Line>
        {operator && (
          <Line title={t("platform")} body={t("platformBody")}>
            <Way href="/operator">{t("operator")}</Way>
          </Line>
        )}
        <Line title={t("logins")} body={t("loginsBody")}>
          <Way href="/me/logins">{t("loginsSee")}</Way>
          <ButtonForm action={logOutEverywhereAction}>
            <DrawnForField />
            <SubmitButton look="secondary">{t("logOutEverywhere")}</SubmitButton>
          </ButtonForm>
          <ButtonForm action={logOutAction}>
            <SubmitButton look="secondary">{t("logOut")}</SubmitButton>
          </ButtonForm>
        </Line>
      </ul>
    </Card>
  )
}

function Line({ title, body, children }: { title: string; body: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        <p className="text-secondary text-sm">{body}</p>
      </div>
      <div className="flex flex-wrap gap-2">{children}</div>
    </li>
  )
}

function Way({ href, children }: { href: Route; children: string }) {
  return <LinkButton href={href}>{children}</LinkButton>
}
