import type { ComponentProps, ComponentType, ReactNode } from "react"
import { CenteredCard } from "@/components/ui/centered-card"
import { Tile } from "@/components/ui/tile"

interface LetterEndProps {
  icon: ComponentType
  tone?: ComponentProps<typeof Tile>["tone"]
  title: ReactNode
  lead: ReactNode
  children?: ReactNode
  footer?: ReactNode
}

/** A letter that this reader cannot answer: what happened and what to do. */
export function LetterEnd({ icon: Icon, tone = "over", ...card }: LetterEndProps) {
  const tile = (
    <Tile size="large" tone={tone}>
      <Icon />
    </Tile>
  )
  return <CenteredCard tile={tile} {...card} />
}
