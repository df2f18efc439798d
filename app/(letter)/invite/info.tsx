import { getTranslations } from "next-intl/server"
import { pathOn } from "@/app/(auth)/journey"
import { InvitationLetter } from "@/components/invitation-letter"
import { Answer } from "@/components/letter-answer"
import { Callout } from "@/components/ui/callout"
import { LinkButton } from "@/components/ui/link-button"
import type { Shown } from "@/lib/letter-view"
import { visitor } from "@/lib/web/session"
import { acceptAction, declineAction } from "../actions"
import { Identity } from "./identity"

/** Invitation Info: who invites whom into what, and the answer (R21, R25, R26). */
export async function InfoScreen({ loggedIn, token, ...view }: Shown<"info"> & { token: string }) {
  const t = await getTranslations("invite.info")
  return (
    <InvitationLetter
      title={t("title", { organization: view.organization })}
      invitation={view}
      footer={loggedIn ? <Identity to={view.contact} /> : <p>{t("proveLater")}</p>}
    >
      {loggedIn ? (
        <Answer token={token} accept={acceptAction} decline={declineAction} />
      ) : (
        <WaysIn contact={view.contact} />
      )}
    </InvitationLetter>
  )
}

async function WaysIn({ contact }: { contact: string }) {
  const [t, { kind }] = await Promise.all([getTranslations("invite.info"), visitor()])
  const journey = { next: "/invite", to: contact }
  return (
    <div className="flex flex-col gap-3">
      {kind === "expired" && <Callout tone="warning" title={t("loginExpired")} />}
      <LinkButton look="primary" size="large" wide href={pathOn(journey, "/login")}>
        {t("login")}
      </LinkButton>
      <LinkButton size="large" wide href={pathOn(journey, "/register")}>
        {t("register")}
      </LinkButton>
    </div>
  )
}
