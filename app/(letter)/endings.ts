import "server-only"
import type { Route } from "next"
import { getTranslations } from "next-intl/server"
import type { Ending } from "@/components/letters/letter-ending"
import { homeOf } from "@/components/shell/navigation"
import type { HandshakeView } from "@/lib/handshake"
import { type Shown, showLetter } from "@/lib/handshake/view"
import { invitationLetter } from "@/lib/invitations/invitations"
import { transferLetter } from "@/lib/members/ownership"
import type { Role } from "@/lib/shared/roles"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"
import type { TransferDetails } from "@/lib/shared/rows/organization"
import { letterPageHere } from "@/lib/web/letter"
import type { AccountLetterPage } from "@/lib/web/letter-cookie"

/** How a letter that was just answered ended on this page; null where it is not one of this page. */
export async function endingHere(view: HandshakeView): Promise<Ending | null> {
  const page = await letterPageHere()
  if (page === "invite") {
    const shown = showLetter(view, invitationLetter)
    if (shown?.state === "accepted") return acceptedEnding(shown, shown.role)
    return shown?.state === "rejected" ? rejectedEnding(shown, { page, loggedIn: true }) : null
  }
  if (page !== "confirm") return null
  const shown = showLetter(view, transferLetter)
  if (shown?.state === "accepted") return confirmedEnding(shown)
  return shown?.state === "rejected" ? rejectedEnding(shown, { page, loggedIn: true }) : null
}

/** Accepted: the way into the console for a member with this role, a fact for anyone else. */
export async function acceptedEnding(
  { organization, organizationId, affiliates }: Shown<"accepted", InvitationDetails>,
  role: Role | undefined,
): Promise<Ending> {
  const t = await getTranslations("invite.accepted")
  const ending = { done: true, title: t("title") }
  if (!role || !organizationId) return { ...ending, lead: t("lead", { organization }), ways: [] }
  const way = { href: homeOf(organizationId, role), word: t("open", { organization }), primary: true }
  return { ...ending, lead: t(affiliates ? "affiliated" : "member", { organization }), ways: [way] }
}

/** Rejected: it has been declined, and only a new letter helps. */
export async function rejectedEnding(
  { organization }: Shown<"rejected">,
  { page, loggedIn }: { page: AccountLetterPage; loggedIn: boolean },
): Promise<Ending> {
  const t = await getTranslations()
  return {
    done: false,
    title: t(`${page}.rejected.title`),
    lead: t(`${page}.rejected.lead`, { organization }),
    ways: loggedIn ? [{ href: "/", word: t("letter.openConsole") }] : [],
  }
}

/** Confirmed: the new owner is led into the console. */
export async function confirmedEnding({
  organization,
  organizationId,
}: Shown<"accepted", TransferDetails>): Promise<Ending> {
  const t = await getTranslations("confirm.confirmed")
  return {
    done: true,
    title: t("title", { organization }),
    lead: t("lead"),
    ways: [
      { href: `/${organizationId}/iam/organization-profile` as Route, word: t("openProfile"), primary: true },
      { href: `/${organizationId}/enterprise/members` as Route, word: t("openMembers") },
    ],
  }
}
