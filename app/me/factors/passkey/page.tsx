import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { addPasskeyAction, newPasskeyOptionsAction } from "@/app/me/factors/actions"
import { recoveryCodesWords } from "@/app/me/factors/words"
import { PasskeyAdding } from "@/components/factors/passkey-adding"
import { FormField } from "@/components/forms/form-field"
import { CenteredCard } from "@/components/ui/centered-card"
import { TextLink } from "@/components/ui/text-link"
import { ownFactors } from "@/lib/factors/factors"
import { hasPasskeys, relyingParty } from "@/lib/factors/relying-party"
import { NAME_MAX } from "@/lib/shared/lengths"
import { mustBeConfirmed } from "@/lib/web/reader/confirmed"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("factors.passkey"))("title") }
}

/** Has a device make a passkey under a name. */
export default async function AddPasskeyPage() {
  const { ctx } = await mustBeConfirmed("account.add-factor")
  if (!hasPasskeys()) redirect("/me/factors")
  const [t, { factors }] = await Promise.all([getTranslations("factors"), ownFactors(ctx)])
  return (
    <CenteredCard
      title={t("passkey.title")}
      lead={t("passkey.lead")}
      footer={<TextLink href="/me/factors">{t("back")}</TextLink>}
    >
      <PasskeyAdding
        options={newPasskeyOptionsAction}
        add={addPasskeyAction}
        words={{
          submit: t("passkey.submit"),
          cancelled: t("passkey.cancelled"),
          present: t("passkey.present"),
          failed: t("passkey.failed", { origin: relyingParty().origin }),
        }}
        codesWords={await recoveryCodesWords()}
      >
        {factors.length === 0 && <p className="text-secondary">{t("first")}</p>}
        <FormField
          name="name"
          label={t("passkey.name")}
          hint={t("passkey.nameHint")}
          defaultValue={t("passkey.usual")}
          limit={NAME_MAX}
          autoComplete="off"
          required
        />
      </PasskeyAdding>
      <noscript>
        <p className="text-secondary">{t("passkey.noScript")}</p>
      </noscript>
    </CenteredCard>
  )
}
