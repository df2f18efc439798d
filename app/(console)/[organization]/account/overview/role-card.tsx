import { Check, Minus } from "lucide-react"
import { useTranslations } from "next-intl"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { can, type Permission, type Role } from "@/lib/shared/roles"

const entries = [
  ["members.read", "membersRead"],
  ["members.invite", "membersInvite"],
  ["members.manage", "membersManage"],
  ["profile.read", "profileRead"],
  ["profile.edit", "profileEdit"],
  ["requests.review", "requestsReview"],
  ["billing.read", "billingRead"],
  ["keys.read", "keysRead"],
] as const satisfies readonly (readonly [Permission, string])[]

const looks = {
  included: { icon: Check, colour: "text-success" },
  notIncluded: { icon: Minus, colour: "" },
}

/** The bounds of a role, read from the same table as every check. */
export function RoleCard({ role }: { role: Role }) {
  const t = useTranslations("overview")
  const duties = useTranslations("duties")
  return (
    <Card title={<RoleTitle role={role} />} description={duties(role)}>
      <ul className="flex flex-col divide-y">
        {entries.map(([permission, word]) => (
          <Line key={permission} inclusion={can(role, permission) ? "included" : "notIncluded"}>
            {t(`may.${word}`)}
          </Line>
        ))}
      </ul>
    </Card>
  )
}

function RoleTitle({ role }: { role: Role }) {
  const t = useTranslations("overview")
  return (
    <span className="flex flex-wrap items-center gap-2">
      {t("role")} <Badge tone="info">{role}</Badge>
    </span>
  )
}

function Line({ inclusion, children }: { inclusion: keyof typeof looks; children: string }) {
  const t = useTranslations("overview")
  const { icon: Icon, colour } = looks[inclusion]
  return (
    <li className={`flex items-center gap-3 py-2.5 ${inclusion === "notIncluded" ? "text-tertiary" : ""}`}>
      <Icon aria-hidden className={`size-4 shrink-0 ${colour}`} />
      <span className="grow">{children}</span>
      <span className="shrink-0 text-secondary text-sm">{t(inclusion)}</span>
    </li>
  )
}
