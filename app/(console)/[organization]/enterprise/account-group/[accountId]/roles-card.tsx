import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { Card } from "@/components/ui/card"
import { Time } from "@/components/ui/time"
import type { MemberDetail, RoleChange } from "@/lib/shared/rows/members"

/** Shows the role in which the account came, and every role since. */
export async function RolesCard({ member }: { member: MemberDetail }) {
  const t = await getTranslations("memberDetail")
  return (
    <Card title={t("roles")} description={t("since")}>
      <ol className="flex flex-col gap-3 border-s ps-4">
        {member.changes.map((change) => (
          <Step key={change.id} at={change.at} by={change.by}>
            <Changed {...change} />
          </Step>
        ))}
        <Step at={member.joinedAt} by={null}>
          {t.rich("cameAs", { role: () => <code>{roleAtFirst(member)}</code> })}
        </Step>
      </ol>
    </Card>
  )
}

/** Names the role of an account before anybody has changed it. */
function roleAtFirst({ origin, handshake }: MemberDetail): string {
  return origin === "founder" ? "super_admin" : (handshake?.role ?? "member")
}

async function Changed({ from, to }: RoleChange) {
  const t = await getTranslations("memberDetail")
  const role = () => <code>{to}</code>
  const words = from ? t.rich("changed", { from: () => <code>{from}</code>, role }) : t.rich("became", { role })
  return <span>{words}</span>
}

async function Step({ at, by, children }: { at: Date; by: string | null; children: ReactNode }) {
  const t = await getTranslations("memberDetail")
  return (
    <li>
      <p>{children}</p>
      <p className="text-secondary text-sm">
        <Time value={at} absolute />
        {by && <span>, {t.rich("by", { name: by })}</span>}
      </p>
    </li>
  )
}
