import { getTranslations } from "next-intl/server"
import { TextLink } from "@/components/ui/text-link"

/** Leads those who cannot create keys for the organization to their own. */
export async function OwnInstead() {
  const t = await getTranslations("accessKeys.create")
  return (
    <p className="text-secondary text-sm">
      {t.rich("ownInstead", { link: (words) => <TextLink href="/me/access-keys">{words}</TextLink> })}
    </p>
  )
}
