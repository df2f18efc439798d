import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { removeFactorAction, renameFactorAction } from "@/app/me/factors/actions"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { Callout } from "@/components/ui/callout"
import { Card } from "@/components/ui/card"
import { LinkButton } from "@/components/ui/link-button"
import { PageHeader } from "@/components/ui/page-header"
import { SubmitButton } from "@/components/ui/submit-button"
import { ownFactors } from "@/lib/factors/factors"
import { NAME_MAX } from "@/lib/shared/lengths"
import { mustBeConfirmed } from "@/lib/web/reader/confirmed"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("factors"))("edit") }
}

/** Gives a factor another name, or removes it. */
export default async function FactorPage({ params }: PageProps<"/me/factors/[id]">) {
  const [{ id }, { ctx }] = await Promise.all([params, mustBeConfirmed("account.remove-factor")])
  const { factors } = await ownFactors(ctx)
  const factor = factors.find((one) => one.id === id) ?? notFound()
  const t = await getTranslations("factors")
  const { name, kind } = factor
  const hidden = <input type="hidden" name="id" value={id} />
  return (
    <main id="content" className="mx-auto flex w-full max-w-[44rem] flex-col gap-5 px-4 py-6 sm:py-10">
      <PageHeader
        title={name}
        facts={name !== t(`kinds.${kind}`) && t(`kinds.${kind}`)}
        actions={<LinkButton href="/me/factors">{t("back")}</LinkButton>}
      />
      <Card>
        <ActionForm action={renameFactorAction} repeated>
          {hidden}
          <FormField
            name="name"
            label={t("change.name")}
            defaultValue={name}
            limit={NAME_MAX}
            autoComplete="off"
            required
          />
          <div>
            <SubmitButton look="secondary">{t("change.save")}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
      <Card title={t("change.removeTitle", { name })} description={t("change.removeLead")}>
        {factors.length === 1 && <Callout tone="warning">{t("change.removeLast")}</Callout>}
        <ActionForm action={removeFactorAction} repeated>
          {hidden}
          <div>
            <SubmitButton look="danger">{t("change.remove")}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    </main>
  )
}
