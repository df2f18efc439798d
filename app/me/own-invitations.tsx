import { useTranslations } from "next-intl"
import { openInvitationAction } from "@/app/me/actions"
import { ActionForm } from "@/components/forms/form"
import { SubmitButton } from "@/components/ui/submit-button"
import { Time } from "@/components/ui/time"
import type { OwnInvitation } from "@/lib/shared/rows/invitations"

/** The invitations that wait for this account, each with the way to its page. */
export function OwnInvitations({ invitations }: { invitations: OwnInvitation[] }) {
  return (
    <ul className="flex flex-col divide-y">
      {invitations.map((one) => (
        <Invitation key={one.id} {...one} />
      ))}
    </ul>
  )
}

function Invitation({ id, organization, inviter, role, expiresAt }: OwnInvitation) {
  const t = useTranslations("ownInvitations")
  return (
    <li className="flex items-center justify-between gap-4 py-2">
      <span className="flex min-w-0 flex-col">
        <span className="wrap-anywhere font-medium">{organization}</span>
        <span className="text-secondary text-sm">
          {t.rich("from", { inviter, person: (name) => <bdi>{name}</bdi>, role, code: (text) => <code>{text}</code> })}
        </span>
        <span className="text-secondary text-sm">
          {t("expires")} <Time value={expiresAt} />
        </span>
      </span>
      <ActionForm action={openInvitationAction} repeated>
        <input type="hidden" name="id" value={id} />
        <SubmitButton aria-label={t("openNamed", { organization })}>{t("open")}</SubmitButton>
      </ActionForm>
    </li>
  )
}
