import { useTranslations } from "next-intl"
import { WithoutScript } from "@/components/forms/without-script"
import { CenteredCard } from "@/components/ui/centered-card"
import { Skeleton } from "@/components/ui/skeleton"
import type { LetterPage } from "@/lib/web/letter-cookie"

// The layer lets it win over the style sheet's own rule for hidden.
const UNCOVERED = `@layer theme {
  #frame { min-height: 0 !important }
  #frame > main { display: none !important }
  [hidden][id^="S:"] { display: block !important }
}`

/** Loading: the link is being checked. */
export function LoadingScreen({ page }: { page: LetterPage }) {
  const title = useTranslations()(`${page}.loading.title`)
  return (
    <CenteredCard title={title}>
      <div role="status" aria-label={title} className="flex flex-col gap-3">
        <Skeleton className="w-2/3" />
        <Skeleton />
        <Skeleton className="w-1/2" />
        <Skeleton className="h-10" />
      </div>
      <WithoutScript rules={UNCOVERED} />
    </CenteredCard>
  )
}
