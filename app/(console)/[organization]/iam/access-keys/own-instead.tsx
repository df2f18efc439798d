import { getTranslations } from "next-intl/server"
import { TextLink } from "@/components/ui/text-link"

/** The way to one's own keys, for whoever cannot create any for the organization. */
export async function OwnInstead() {
  const t = await getTranslations("accessKeys.create")
  return (
    <p className="text-secondary text-sm">
      {t.rich("ownInstead", { link: (words) => <TextLink href="/me/access-keys">{words}</TextLink> })}
    </p>
  )
}
