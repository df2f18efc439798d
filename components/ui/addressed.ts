"use client"

import { useSearchParams } from "next/navigation"
import { useState } from "react"

/**
 * A dialog that begins anew at each opening. Its address ends in `?name=1`: who comes by it finds it open, unless it is
 * `closed` to them, and the browser's Back closes it. `keep` opens it again as it was.
 */
export function useAddressed(name: string, closed: boolean) {
  const open = useSearchParams().has(name)
  const [last, setLast] = useState({ open: false, times: 0, kept: false })
  const opens = open && !last.open && !closed
  const times = last.times + (opens && !last.kept ? 1 : 0)
  if (open !== last.open) setLast({ open, times, kept: false })
  const show = () => history.pushState(null, "", addressWith(name))
  const keep = () => {
    setLast({ ...last, kept: true })
    show()
  }
  // A step back would draw the page as it was before the dialog.
  const close = () => history.replaceState(null, "", addressWithout(name))
  return { open, times, show, keep, close }
}

function addressWith(name: string): string {
  const url = new URL(location.href)
  url.searchParams.set(name, "1")
  return url.href
}

function addressWithout(name: string): string {
  const url = new URL(location.href)
  url.searchParams.delete(name)
  return url.href
}
