import "server-only"
import type { Route } from "next"
import { getTranslations } from "next-intl/server"
import type { Ending } from "@/components/letters/letter-ending"
import { homeOf } from "@/components/shell/navigation"
import type { LoggedIn } from "@/lib/core/context"
import type { Shown } from "@/lib/handshake/view"
import { viewInvitation } from "@/lib/invitations/invitations"
import { viewTransfer } from "@/lib/members/ownership"
import type { Role } from "@/lib/shared/roles"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"
import type { TransferDetails } from "@/lib/shared/rows/organization"
import { letterPageHere } from "@/lib/web/letter"
import type { AccountLetterPage } from "@/lib/web/letter-cookie"

/** How the letter that was just answered on this page ended, read anew; null where none of this page did. */
export async function endingHere(ctx: LoggedIn, token: string): Promise<Ending | null> {
  const page = await letterPageHere()
  if (page === "invite") {
    const view = await viewInvitation(ctx, token)
    if (view.state === "accepted") return acceptedEnding(view, view.role)
    return view.state === "rejected" ? rejectedEnding(view, { page, loggedIn: true }) : null
  }
  if (page !== "confirm") return null
  const view = await viewTransfer(ctx, token)
  if (view.state === "accepted") return confirmedEnding(view)
  return view.state === "rejected" ? rejectedEnding(view, { page, loggedIn: true }) : null
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
