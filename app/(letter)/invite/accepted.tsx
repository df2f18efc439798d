import { CircleCheck } from "lucide-react"
import { getTranslations } from "next-intl/server"
import { membershipIn } from "@/app/(letter)/screens/console"
import { LetterEnd } from "@/components/letters/letter-end"
import { homeOf } from "@/components/shell/navigation"
import { LinkButton } from "@/components/ui/link-button"
import type { Shown } from "@/lib/handshake/view"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"

/** Accepted: the way into the console for the one who accepted, a fact for anyone else. */
export async function AcceptedScreen({
  organization,
  organizationId,
  affiliates,
}: Shown<"accepted", InvitationDetails>) {
  const t = await getTranslations("invite.accepted")
  const membership = await membershipIn(organizationId)
  return (
    <LetterEnd
      icon={CircleCheck}
      title={t("title")}
      lead={membership ? t(affiliates ? "affiliated" : "member", { organization }) : t("lead", { organization })}
    >
      {membership && (
        <LinkButton look="primary" size="large" wide href={homeOf(membership.organizationId, membership.role)}>
          {t("open", { organization })}
        </LinkButton>
      )}
    </LetterEnd>
  )
}
