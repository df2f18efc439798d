"use client"

import { useSearchParams } from "next/navigation"
import { useEffect, useEffectEvent, useRef, useState } from "react"

/**
 * A dialog that begins anew at each opening. Its address ends in `?name=1`: who comes by it finds it open, unless it is
 * `closed` to them.
 */
export function useAddressed(name: string, closed: boolean) {
  const open = useSearchParams().has(name)
  const [times, setTimes] = useState(open && !closed ? 1 : 0)
  const pushed = useRef(false)
  const show = () => {
    pushed.current = true
    setTimes(times + 1)
    history.pushState(null, "", addressWith(name))
  }
  const close = () => {
    if (pushed.current) history.back()
    else history.replaceState(null, "", addressWithout(name))
    pushed.current = false
  }
  return { open, times, show, close }
}

/** Lets the browser's Back close a dialog with an address only where it need not stay, which `stays` says or asks. */
export function useBack(name: string, open: boolean, stays: () => boolean) {
  const back = useEffectEvent(() => {
    const gone = !new URLSearchParams(location.search).has(name)
    if (gone && stays()) history.pushState(null, "", addressWith(name))
  })
  useEffect(() => {
    if (!open) return
    // Before the router hears of it, which would draw the page without the dialog at once.
    const listen = () => back()
    addEventListener("popstate", listen, { capture: true })
    return () => removeEventListener("popstate", listen, { capture: true })
  }, [open])
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
