"use client"

import { useSyncExternalStore } from "react"

interface PaletteKeys {
  shown: string
  heard: string | null
}

/** The keys of the palette on this machine, of which the server knows nothing: null until they are heard. */
export function usePaletteKeys(): PaletteKeys {
  return useSyncExternalStore<PaletteKeys>(never, paletteKeys, () => keysOf.unheard)
}

const keysOf = {
  apple: { shown: "⌘K", heard: "Meta+K" },
  pc: { shown: "Ctrl K", heard: "Control+K" },
  unheard: { shown: "Ctrl K", heard: null },
}

function paletteKeys() {
  return /mac|iphone|ipad/i.test(navigator.platform) ? keysOf.apple : keysOf.pc
}

function never() {
  return () => {}
}
