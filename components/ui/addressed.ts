"use client"

import { useSearchParams } from "next/navigation"
import { useRef, useState } from "react"

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
  const pushed = useRef(false)
  const show = () => {
    pushed.current = true
    history.pushState(null, "", addressWith(name))
  }
  const keep = () => {
    setLast({ ...last, kept: true })
    show()
  }
  const close = () => {
    if (pushed.current) history.back()
    else history.replaceState(null, "", addressWithout(name))
    pushed.current = false
  }
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
