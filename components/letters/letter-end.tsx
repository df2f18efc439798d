import type { ComponentType, ReactNode } from "react"
import { CenteredCard } from "@/components/ui/centered-card"
import { Tile } from "@/components/ui/tile"

interface LetterEndProps {
  icon: ComponentType
  title: string
  lead: ReactNode
  children?: ReactNode
  footer?: ReactNode
}

/** A letter that this reader cannot answer: what happened and what to do. */
export function LetterEnd({ icon: Icon, children, ...card }: LetterEndProps) {
  return (
    <CenteredCard
      tile={
        <Tile size="large">
          <Icon />
        </Tile>
      }
      {...card}
    >
      {children}
    </CenteredCard>
  )
}
