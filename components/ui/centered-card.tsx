"use client"

import type { ReactNode } from "react"

interface CenteredCardProps {
  /** A tile, such as an icon or the initial of an organization. */
  tile?: ReactNode
  title: ReactNode
  lead?: ReactNode
  children?: ReactNode
  /** Below the card: who is logged in, another way in. */
  footer?: ReactNode
}

/** The one card of a page without sidebar: letters, login, refusals. */
export function CenteredCard({ tile, title, lead, children, footer }: CenteredCardProps) {
  return (
    <main id="content" className="centered">
      <section>
        {tile}
        <header>
          <h1 className="break-words font-semibold text-xl">{title}</h1>
          {lead && <p className="break-words text-secondary">{lead}</p>}
        </header>
        {children}
      </section>
      {footer && <footer>{footer}</footer>}
    </main>
  )
}
