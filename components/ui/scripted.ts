"use client"

import { useSyncExternalStore } from "react"

/** Whether the script runs: not on the server, and not before the browser has taken the page over. */
export function useScripted(): boolean {
  return useSyncExternalStore(never, isScripted, isDrawn)
}

function never() {
  return () => {}
}

function isScripted() {
  return true
}

function isDrawn() {
  return false
}
