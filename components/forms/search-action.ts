"use client"

import { useEffect, useRef, useState } from "react"
import { type ServerAction, useAction } from "@/components/forms/call-action"

/** As long as somebody is probably still typing. */
const PAUSE_MS = 250

/** Shows the answer to what was typed last, even if an earlier one arrives later. */
export function useSearch<Found>(organizationId: string, action: ServerAction<Found[]>) {
  const callAction = useAction()
  const [state, setState] = useState<{ found: Found[]; searching: boolean }>({ found: [], searching: true })
  const latest = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const ask = async (typed: string) => {
    latest.current += 1
    const turn = latest.current
    const outcome = await callAction(action, { organizationId, search: typed })
    if (turn === latest.current) setState({ found: outcome?.ok ? outcome.value : [], searching: false })
  }
  const search = (typed: string, pause = PAUSE_MS) => {
    clearTimeout(timer.current)
    setState(({ found }) => ({ found, searching: true }))
    timer.current = setTimeout(ask, pause, typed)
  }
  return { ...state, search }
}
