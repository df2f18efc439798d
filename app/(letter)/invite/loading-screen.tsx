import { headers } from "next/headers"
import { useTranslations } from "next-intl"
import { CenteredCard } from "@/components/ui/centered-card"
import { Skeleton } from "@/components/ui/skeleton"

// What comes later waits hidden for a script; the layer lets it win over the style sheet's own rule for hidden.
const WITHOUT_SCRIPT = `@layer theme {
  #frame { min-height: 0 !important }
  #frame > main { display: none !important }
  [hidden][id^="S:"] { display: block !important }
}`

/** Loading: the link is being checked (R20). */
export function LoadingScreen() {
  const t = useTranslations("invite.loading")
  return (
    <CenteredCard title={t("title")}>
      <div role="status" aria-label={t("title")} className="flex flex-col gap-3">
        <Skeleton className="w-2/3" />
        <Skeleton />
        <Skeleton className="w-1/2" />
        <Skeleton className="h-10" />
      </div>
      <UncoverWithoutScript />
    </CenteredCard>
  )
}

async function UncoverWithoutScript() {
  const nonce = /'nonce-(\w+)'/.exec((await headers()).get("content-security-policy") ?? "")?.[1]
  return (
    <noscript>
      <style nonce={nonce}>{WITHOUT_SCRIPT}</style>
    </noscript>
  )
}
