import { getTranslations } from "next-intl/server"
import { Card } from "@/components/ui/card"
import { Facts } from "@/components/ui/facts"
import { isMore } from "@/lib/shared/counts"
import type { Ownership, Profile } from "@/lib/shared/rows/organization"

/** Who pays, and how much of what may be used is used: for the super admin and finance administrators. */
export async function BillingCard({ profile, owner }: { profile: Profile; owner: Ownership["owner"] }) {
  const t = await getTranslations("profile")
  return (
    <Card title={t("billing")} description={t("payerHint")}>
      <Facts
        facts={[
          [t("payer"), <bdi key="payer">{owner.name}</bdi>],
          [t("quotaUsed"), <Used key="used" {...profile} />],
        ]}
      />
    </Card>
  )
}

async function Used({ members, pending, taken, quota }: Profile) {
  const t = await getTranslations("profile")
  // What is counted adds up; beyond that the places that are taken are known.
  const used = isMore(members) || isMore(pending) ? taken : members + pending
  return (
    <>
      <span>{t("quotaParts", { used, quota, members, pending })}</span>
      <svg
        aria-hidden
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        className="mt-2 block h-1.5 w-full rounded-full bg-neutral-soft"
      >
        <rect width={Math.min((100 * used) / quota, 100)} height="1" className="fill-accent" />
      </svg>
    </>
  )
}
