import { type RefObject, useLayoutEffect, useRef } from "react"

/**
 * Gives a place the focus as it is drawn, and again whenever another `reason` comes; not without one. What had the focus
 * is gone by then: a dialog looks for that at once and takes the focus for itself, so an effect that comes after the
 * drawing may come too late.
 */
export function useFocusAsDrawn<T extends HTMLElement>(reason: unknown = true): RefObject<T | null> {
  const place = useRef<T>(null)
  useLayoutEffect(() => {
    if (reason) place.current?.focus()
  }, [reason])
  return place
}
