"use client"

import { type ReactNode, useEffect, useRef } from "react"

/** Takes the focus, so that it is read first; the next step with Tab is the first field. */
export function FocusedAlert({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} role="alert" tabIndex={-1} className="outline-none">
      {children}
    </div>
  )
}
