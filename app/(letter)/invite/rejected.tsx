import { CircleX } from "lucide-react"
import { getTranslations } from "next-intl/server"
import { LetterEnd } from "@/components/letter-end"
import type { Shown } from "@/lib/letter-view"

/** Rejected: it has been declined, and only a new invitation helps (R23). */
export async function RejectedScreen({ organization }: Shown<"rejected">) {
  const t = await getTranslations("invite.rejected")
  return <LetterEnd icon={CircleX} title={t("title")} lead={t("lead", { organization })} />
}
