import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { Keyboard } from "@/app/help/keyboard"
import { setKeys } from "@/app/preferences/actions"
import { Card } from "@/components/ui/card"
import { Facts } from "@/components/ui/facts"
import { PageHeader } from "@/components/ui/page-header"
import { roles } from "@/lib/shared/roles"

const terms = [
  ...(["organization", "member", "role", "owner", "seat"] as const),
  ...(["account", "memberAccount", "security", "affiliation", "code"] as const),
  ...(["invitation", "delivery", "handshake", "entity", "certification", "operator", "accessKey", "audit"] as const),
] as const

export async function helpMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("help"))("title") }
}

/** What the words of the console mean, what each role may do, and which keys do what. */
export async function Help() {
  const [t, duties] = await Promise.all([getTranslations("help"), getTranslations("duties")])
  return (
    <>
      <PageHeader title={t("title")} facts={t("lead")} />
      <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-[3fr_2fr]">
        <Card title={t("termsTitle")}>
          <Meanings of={terms.map((term) => [t(`terms.${term}.name`), t(`terms.${term}.meaning`)])} />
        </Card>
        <div className="flex flex-col gap-5">
          <Keyboard setKeys={setKeys} />
          <Card title={t("rolesTitle")}>
            <Meanings of={roles.map((role) => [role, duties(role)])} />
          </Card>
        </div>
      </div>
    </>
  )
}

function Meanings({ of }: { of: [word: string, meaning: string][] }) {
  return (
    <Facts
      facts={of.map(([word, meaning]) => [
        <span key={word} className="font-medium text-foreground">
          {word}
        </span>,
        meaning,
      ])}
    />
  )
}
