import { acceptedEnding } from "@/app/(letter)/endings"
import { membershipIn } from "@/app/(letter)/screens/console"
import { LetterEnding } from "@/components/letters/letter-ending"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"

/** Accepted: the way into the console for the one who accepted, a fact for anyone else. */
export async function AcceptedScreen(view: Shown<"accepted", InvitationDetails>) {
  const membership = await membershipIn(view.organizationId)
  return <LetterEnding {...(await acceptedEnding(view, membership?.role))} />
}
