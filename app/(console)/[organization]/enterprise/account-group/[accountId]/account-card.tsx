import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { Contact } from "@/components/lists/contact"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { CopyButton } from "@/components/ui/copy-button"
import { Facts } from "@/components/ui/facts"
import { Time } from "@/components/ui/time"
import type { Role } from "@/lib/shared/roles"
import type { MemberDetail } from "@/lib/shared/rows/members"

interface AccountCardProps {
  member: MemberDetail
  organization: string
}

/** Shows what the account is and what it logs in with. */
export async function MemberAccountCard({ member, organization }: AccountCardProps) {
  const t = await getTranslations("memberDetail")
  const { number, role, email, phone, boundPhone, entity, affiliated, joinedAt, lastActiveAt } = member
  return (
    <Card title={t("account")}>
      <Facts
        facts={[
          [t("number"), <AccountNumber key="number" number={number} />],
          [t("loginEmail"), email ? <Contact key="email" address={email} /> : <None key="email" login={!phone} />],
          phone ? [t("loginPhone"), <Contact key="phone" address={phone} />] : null,
          boundPhone && boundPhone !== phone ? [t("boundPhone"), <Bound key="bound" phone={boundPhone} />] : null,
          [t("role"), <RoleAndDuty key="role" role={role} />],
          [t("entity"), entity ? <bdi key="entity">{entity}</bdi> : <Muted key="entity">{t("noEntity")}</Muted>],
          [t("belongs"), affiliated ? <bdi key="belongs">{organization}</bdi> : t("member")],
          [t("joined"), <Time key="joined" value={joinedAt} absolute />],
          lastActiveAt ? [t("lastActive"), <Time key="active" value={lastActiveAt} />] : null,
        ]}
      />
    </Card>
  )
}

function AccountNumber({ number }: { number: string }) {
  return (
    <span className="-my-1 flex flex-wrap items-center gap-2">
      <code>{number}</code>
      <CopyButton text={number} look="quiet" size="small" />
    </span>
  )
}

/** An account that has another way to log in lacks nothing. */
async function None({ login }: { login: boolean }) {
  const t = await getTranslations("memberDetail")
  return <Muted>{login ? t("noLogin") : t("noEntity")}</Muted>
}

async function Bound({ phone }: { phone: string }) {
  const t = await getTranslations("memberDetail")
  return (
    <span className="flex flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-2">
        <Contact address={phone} />
        <Badge tone="warning">{t("unverified")}</Badge>
      </span>
      <span className="text-secondary text-sm">{t("unverifiedHint")}</span>
    </span>
  )
}

async function RoleAndDuty({ role }: { role: Role }) {
  const t = await getTranslations("duties")
  return (
    <>
      <code className="block font-medium">{role}</code>
      <span className="block text-secondary text-sm">{t(role)}</span>
    </>
  )
}

function Muted({ children }: { children: ReactNode }) {
  return <span className="text-tertiary">{children}</span>
}
