import { CircleCheck } from "lucide-react"
import type { Route } from "next"
import { getTranslations } from "next-intl/server"
import { membershipIn, ToConsole } from "@/app/(letter)/screens/console"
import { LetterEnd } from "@/components/letters/letter-end"
import { LinkButton } from "@/components/ui/link-button"
import type { Shown } from "@/lib/handshake/view"
import type { TransferDetails } from "@/lib/shared/rows/organization"

/** Confirmed: the new owner is led into the console; anyone else learns that the link was used. */
export async function ConfirmedScreen({ organization, organizationId }: Shown<"accepted", TransferDetails>) {
  const membership = await membershipIn(organizationId)
  if (membership?.role !== "super_admin") return <UsedScreen organization={organization} />
  const t = await getTranslations("confirm.confirmed")
  return (
    <LetterEnd icon={CircleCheck} title={t("title", { organization })} lead={t("lead")}>
      <div className="flex flex-col gap-3">
        <LinkButton
          look="primary"
          size="large"
          wide
          href={`/${membership.organizationId}/iam/organization-profile` as Route}
        >
          {t("openProfile")}
        </LinkButton>
        <LinkButton size="large" wide href={`/${membership.organizationId}/enterprise/members` as Route}>
          {t("openMembers")}
        </LinkButton>
      </div>
    </LetterEnd>
  )
}

async function UsedScreen({ organization }: { organization: string }) {
  const t = await getTranslations("confirm.used")
  return (
    <LetterEnd icon={CircleCheck} title={t("title")} lead={t("lead", { organization })}>
      <ToConsole />
    </LetterEnd>
  )
}
