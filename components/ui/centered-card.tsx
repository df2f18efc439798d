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
    <main
      id="content"
      className="mx-auto flex min-h-dvh w-full max-w-[29.5rem] flex-col justify-center gap-4 px-4 py-8"
    >
      <section className="flex flex-col gap-5 rounded-lg border bg-surface p-5 sm:p-8">
        {tile}
        <header className="flex flex-col gap-1">
          <h1 className="break-words font-semibold text-xl">{title}</h1>
          {lead && <p className="break-words text-secondary">{lead}</p>}
        </header>
        {children}
      </section>
      {footer && <footer className="flex flex-col gap-3 px-2 text-secondary text-sm">{footer}</footer>}
    </main>
  )
}
