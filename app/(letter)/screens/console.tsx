import { getTranslations } from "next-intl/server"
import { LinkButton } from "@/components/ui/link-button"
import { visitor } from "@/lib/web/session"

/** Where a letter ends, the way on for those who are logged in. */
export async function ToConsole() {
  const [t, { kind }] = await Promise.all([getTranslations("letter"), visitor()])
  if (kind !== "logged-in") return null
  return (
    <LinkButton size="large" wide href="/">
      {t("openConsole")}
    </LinkButton>
  )
}

/** The visitor's membership in the organization that a letter told of. */
export async function membershipIn(organizationId: string | null) {
  const found = await visitor()
  if (found.kind !== "logged-in") return undefined
  return found.memberships.find((one) => one.organizationId === organizationId)
}
