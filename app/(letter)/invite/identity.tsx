import { getTranslations } from "next-intl/server"
import { switchAccountAction } from "@/app/(auth)/actions"
import { SubmitButton } from "@/components/ui/submit-button"
import { visitor } from "@/lib/web/session"

/** Who is logged in, and the way to be somebody else without losing the letter (R29). */
export async function Identity({ to }: { to?: string }) {
  const found = await visitor()
  if (found.kind !== "logged-in") return null
  const t = await getTranslations("invite.identity")
  const { name, email, phone, number } = found.account
  return (
    <div className="flex items-center justify-between gap-4">
      <p className="min-w-0 break-words">
        {t("loggedInAs")} <bdi className="font-medium text-foreground">{name}</bdi>
        <bdi dir="ltr" className="block">
          {email ?? phone ?? number}
        </bdi>
      </p>
      <SwitchAccount to={to} look="quiet" />
    </div>
  )
}

interface SwitchProps {
  to?: string
  look: "quiet" | "primary"
}

/** Logs out and in again as somebody else; the letter waits meanwhile (R29). */
export async function SwitchAccount({ to, look }: SwitchProps) {
  const t = await getTranslations("invite.identity")
  const prominent = look === "primary"
  return (
    <form action={switchAccountAction}>
      <input type="hidden" name="next" value="/invite" />
      {to && <input type="hidden" name="to" value={to} />}
      <SubmitButton look={look} size={prominent ? "large" : "small"} wide={prominent}>
        {t("switch")}
      </SubmitButton>
    </form>
  )
}
