import { getTranslations } from "next-intl/server"
import { confirmedEnding } from "@/app/(letter)/endings"
import { membershipIn, ToConsole } from "@/app/(letter)/screens/console"
import { LetterEnd } from "@/components/letters/letter-end"
import { LetterEnding } from "@/components/letters/letter-ending"
import { CircleCheck } from "@/components/ui/icons"
import type { Shown } from "@/lib/handshake/view"
import type { TransferDetails } from "@/lib/shared/rows/organization"

/** Confirmed: the new owner is led into the console; anyone else learns that the link was used. */
export async function ConfirmedScreen(view: Shown<"accepted", TransferDetails>) {
  const membership = await membershipIn(view.organizationId)
  if (membership?.role !== "super_admin") return <UsedScreen organization={view.organization} />
  return <LetterEnding {...(await confirmedEnding(view))} />
}

async function UsedScreen({ organization }: { organization: string }) {
  const t = await getTranslations("confirm.used")
  return (
    <LetterEnd icon={CircleCheck} tone="done" title={t("title")} lead={t("lead", { organization })}>
      <ToConsole />
    </LetterEnd>
  )
}
