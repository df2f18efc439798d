"use client"

import { useEffect, useEffectEvent } from "react"

/** The dialogs that are open, the topmost last. */
const layers: object[] = []

/**
 * Lets the browser's Back close an open dialog, the topmost first, instead of leaving the page that it stands on. The
 * history is not written to: where a browser cannot keep a page from being left, Back leaves it.
 */
export function useBackCloses(open: boolean, close: () => void) {
  const onBack = useEffectEvent(close)
  useEffect(() => {
    if (!open || !("navigation" in window)) return
    const { navigation } = window
    const layer = {}
    layers.push(layer)
    const stay = (event: NavigateEvent) => {
      if (layers.at(-1) !== layer || !event.cancelable || !isBack(event, navigation)) return
      event.preventDefault()
      onBack()
    }
    navigation.addEventListener("navigate", stay)
    return () => {
      navigation.removeEventListener("navigate", stay)
      layers.splice(layers.indexOf(layer), 1)
    }
  }, [open])
}

function isBack({ navigationType, destination }: NavigateEvent, { currentEntry }: Navigation): boolean {
  return navigationType === "traverse" && destination.index < (currentEntry?.index ?? 0)
}
