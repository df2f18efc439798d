import { useTranslations } from "next-intl"
import { WithoutScript } from "@/components/forms/without-script"
import { LetterLoading } from "@/components/letters/letter-loading"
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
    <LetterLoading title={title}>
      <WithoutScript rules={UNCOVERED} />
    </LetterLoading>
  )
}
