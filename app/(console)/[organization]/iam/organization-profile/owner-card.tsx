import { getTranslations } from "next-intl/server"
import {
  cancelChangeAction,
  changeOwnerAction,
  resendChangeAction,
  searchMembersAction,
} from "@/app/(console)/[organization]/iam/organization-profile/actions"
import { ProveInDialog } from "@/app/(console)/[organization]/iam/prove-in-dialog"
import { ClientMessages } from "@/app/(console)/client-messages"
import { Contact } from "@/components/lists/contact"
import { OwnerChange } from "@/components/ownership/owner-change"
import { OwnerPending } from "@/components/ownership/owner-pending"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { can, type Role } from "@/lib/shared/roles"
import type { Ownership } from "@/lib/shared/rows/organization"
import { neededFor } from "@/lib/web/reader/confirmed"
import { shownWithReasons } from "@/lib/web/reader/shown"

interface OwnerCardProps {
  organization: { organizationId: string; name: string; role: Role }
  ownership: Ownership
  /** The account of the visitor. */
  self: string
}

/** Shows who owns the organization, and the change of owner that waits for its answer. */
export async function OwnerCard({ organization, ownership: { owner, transfer }, self }: OwnerCardProps) {
  const t = await getTranslations("owner")
  const { organizationId: id, name, role } = organization
  const entitled = can(role, "owner.change")
  const pending = can(role, "members.read") ? transfer : null
  const change = (
    <OwnerChange
      organization={{ id, name }}
      refusal={entitled ? pending && t("alreadyPending") : t("onlyOwner")}
      actions={{ search: searchMembersAction, change: changeOwnerAction }}
      password={<ProveInDialog act="ownership-transfer.propose" dialog="change" />}
      askPassword={(await neededFor("ownership-transfer.propose")) !== null}
    />
  )
  return (
    <Card title={t("title")} action={change}>
      <Owner owner={owner} self={self} />
      {pending && (
        <ClientMessages of={["owner", "records"]}>
          <OwnerPending
            transfer={await shownWithReasons(pending)}
            actions={entitled ? { cancel: cancelChangeAction, resend: resendChangeAction } : undefined}
          />
        </ClientMessages>
      )}
    </Card>
  )
}

async function Owner({ owner, self }: { owner: Ownership["owner"]; self: string }) {
  const t = await getTranslations("owner")
  const { accountId, name, email, phone } = owner
  return (
    <div className="flex flex-col">
      <span className="flex flex-wrap items-center gap-2">
        <bdi className="wrap-anywhere font-medium">{name}</bdi>
        {accountId === self && <Badge>{t("you")}</Badge>}
      </span>
      {[email, phone].map((contact) => contact && <Contact key={contact} address={contact} />)}
      <p className="mt-1 text-secondary text-sm">{t("lead")}</p>
    </div>
  )
}
