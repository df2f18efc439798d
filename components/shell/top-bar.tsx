import { useShellWords } from "@/components/shell/shell-words"
import { Button } from "@/components/ui/button"
import { Tile } from "@/components/ui/tile"

export function TopBar({ organization }: { organization: string }) {
  const words = useShellWords()
  return (
    <header>
      <Button
        look="quiet"
        popoverTarget="navigation"
        aria-label={words.openNavigation}
        data-icon="menu"
        className="min-w-10"
      />
      <Tile name={organization} size="small" />
      <span className="truncate font-semibold">{organization}</span>
    </header>
  )
}
