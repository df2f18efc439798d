import { Menu } from "lucide-react"
import { useTranslations } from "next-intl"
import { Button } from "@/components/ui/button"
import { Tile } from "@/components/ui/tile"

export function TopBar({ organization }: { organization: string }) {
  const t = useTranslations("shell")
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b bg-surface px-3 lg:hidden">
      <Button look="quiet" popoverTarget="navigation" aria-label={t("openNavigation")} className="min-w-10">
        <Menu aria-hidden />
      </Button>
      <Tile name={organization} size="small" />
      <span className="truncate font-semibold">{organization}</span>
    </header>
  )
}
