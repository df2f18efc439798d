import { CircleX } from "lucide-react"
import { getTranslations } from "next-intl/server"
import { ToConsole } from "@/app/(letter)/screens/console"
import { LetterEnd } from "@/components/letters/letter-end"
import type { Shown } from "@/lib/handshake/view"
import type { AccountLetterPage } from "@/lib/web/letter-cookie"

/** Rejected: it has been declined, and only a new letter helps. */
export async function RejectedScreen({ page, organization }: Shown<"rejected"> & { page: AccountLetterPage }) {
  const t = await getTranslations()
  return (
    <LetterEnd icon={CircleX} title={t(`${page}.rejected.title`)} lead={t(`${page}.rejected.lead`, { organization })}>
      <ToConsole />
    </LetterEnd>
  )
}
