import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { PasswordAgain } from "@/components/forms/password-again"
import { LinkButton } from "@/components/ui/link-button"
import type { AuditAction } from "@/lib/audit/actions"
import { confirmingPath, isWithFactor, neededFor } from "@/lib/web/reader/confirmed"

type Link = (words: string, href: Awaited<ReturnType<typeof confirmingPath>>) => ReactNode

interface ProveAgainProps {
  act: AuditAction
  /** Draws the link to where the login is confirmed, for a dialog that wants to be found open again. */
  link?: Link
}

const plain: Link = (words, href) => <LinkButton href={href}>{words}</LinkButton>

/** Asks an old login for what the account has: its password, or a factor where the act asks for one. */
export async function ProveAgain({ act, link = plain }: ProveAgainProps) {
  const t = await getTranslations("factors.confirm")
  const href = await confirmingPath()
  if ((await neededFor(act)) === "factor") {
    return (
      <div className="flex flex-col items-start gap-2">
        <p className="text-secondary">{t("why")}</p>
        <div>{link(t("link"), href)}</div>
      </div>
    )
  }
  return (
    <>
      <PasswordAgain />
      {(await isWithFactor()) && <div>{link(t("orLink"), href)}</div>}
    </>
  )
}
