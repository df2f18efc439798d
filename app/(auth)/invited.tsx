import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import type { RedirectTarget } from "@/app/(auth)/return-to"
import { LetterOrganization } from "@/components/letters/letter-facts"
import { viewInvitation } from "@/lib/invitations/invitations"
import { viewTransfer } from "@/lib/members/ownership"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"
import type { TransferDetails } from "@/lib/shared/rows/organization"
import { visitorContext } from "@/lib/web/context"
import { letterToken } from "@/lib/web/letter"

/** The letters that a login comes back to, and how it names the contact for which they wait. */
const words: Record<string, "invited" | "chosen"> = { "/invite": "invited", "/confirm": "chosen" }

/** Which contact a letter waits for, where the visitor comes from one. */
export async function invitedHint({ next, to }: RedirectTarget): Promise<ReactNode> {
  const t = await getTranslations("auth")
  return to && t.rich(words[next] ?? "known", { contact: to, b: contactOf })
}

/** The open invitation that a login or a registration comes back to, as its link shows it to anybody. */
export async function invitationBehind({ next }: RedirectTarget): Promise<InvitationDetails | null> {
  if (next !== "/invite") return null
  const view = await viewInvitation(await visitorContext(), await letterToken("invite"))
  return view.state === "info" ? view : null
}

/** The offer of ownership that a login comes back to, as its link shows it to anybody. */
export async function transferBehind({ next }: RedirectTarget): Promise<TransferDetails | null> {
  if (next !== "/confirm") return null
  const view = await viewTransfer(await visitorContext(), await letterToken("confirm"))
  return view.state === "info" ? view : null
}

type Named = Pick<InvitationDetails, "organization" | "certified">

/** What a login or a registration from an invitation is for. */
export async function joining(page: "login" | "register", invitation: Named) {
  const t = await getTranslations(`auth.${page}`)
  return t.rich("toJoin", named(invitation))
}

/** What a login from an offer of ownership is for. */
export async function owning(transfer: Named) {
  const t = await getTranslations("auth.login")
  return t.rich("toOwn", named(transfer))
}

/** The organization with its mark. */
function named({ organization, certified }: Named) {
  return {
    organization,
    where: (name: ReactNode) => <LetterOrganization certified={certified}>{name}</LetterOrganization>,
  }
}

/** A contact inside a sentence, which may run the other way. */
export function contactOf(text: ReactNode) {
  return (
    <bdi dir="ltr" className="font-medium text-foreground">
      {text}
    </bdi>
  )
}
