import { Ban, TimerOff, Unlink } from "lucide-react"
import { getTranslations } from "next-intl/server"
import { pathOn } from "@/app/(auth)/journey"
import { ActionForm } from "@/components/form"
import { LetterEnd } from "@/components/letter-end"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import type { Shown } from "@/lib/letter-view"
import { waitFor } from "@/lib/web/action"
import { visitor } from "@/lib/web/session"
import { newLinkAction } from "../actions"

/** Invalid or Expired: the one answer that a stranger gets to an unknown, revoked or expired link (R24). */
export async function InvalidScreen() {
  const [t, { kind }] = await Promise.all([getTranslations("invite.invalid"), visitor()])
  const login = (text: React.ReactNode) => <TextLink href={pathOn({ next: "/invite" }, "/login")}>{text}</TextLink>
  return (
    <LetterEnd
      icon={Unlink}
      title={t("title")}
      lead={t("lead")}
      footer={kind !== "logged-in" && <p>{t.rich("login", { link: login })}</p>}
    />
  )
}

/** Too many links that open nothing came from this address. */
export async function TooManyScreen({ retryAfter }: Shown<"too-many">) {
  const t = await getTranslations("invite.tooMany")
  return <LetterEnd icon={TimerOff} title={t("title")} lead={t("lead", { wait: await waitFor(retryAfter) })} />
}

/** Revoked or expired, told to the person it addresses, who can ask for a new link (R18, R31). */
export async function DeadScreen({ state, organization, token }: Shown<"revoked" | "expired"> & { token: string }) {
  const t = await getTranslations("invite")
  return (
    <LetterEnd
      icon={state === "revoked" ? Ban : TimerOff}
      title={t(`${state}.title`)}
      lead={t(`${state}.lead`, { organization })}
    >
      <ActionForm action={newLinkAction} done={t("newLink.done")}>
        <input type="hidden" name="token" value={token} />
        <SubmitButton size="large" wide>
          {t("newLink.ask")}
        </SubmitButton>
      </ActionForm>
    </LetterEnd>
  )
}
