"use client"

import { useTranslations } from "next-intl"
import { useEffect, useRef, useState } from "react"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { SearchSelect } from "@/components/ui/search-select"
import type { Member } from "@/lib/shared/rows/members"

/** As long as somebody is probably still typing. */
const PAUSE_MS = 250

interface MemberSelectProps {
  label: string
  error?: string
  organizationId: string
  /** Finds members by name, contact or number. */
  action: ServerAction<Member[]>
  value: Member | null
  onChange: (member: Member | null) => void
}

/** A drop-down of members, searched by the server. */
export function MemberSelect({ label, error, organizationId, action, value, onChange }: MemberSelectProps) {
  const t = useTranslations("owner.dialog")
  const { found, searching, search } = useSearch(organizationId, action)
  return (
    <SearchSelect
      label={label}
      error={error}
      placeholder={t("placeholder")}
      openLabel={t("open")}
      status={searching ? t("searching") : t("found", { count: found.length })}
      empty={searching ? null : t("none")}
      items={found}
      keyOf={({ accountId }) => accountId}
      nameOf={({ name }) => name}
      detailOf={({ email, phone, number }) => email ?? phone ?? number}
      value={value}
      onChange={onChange}
      onSearch={search}
    />
  )
}

/** Shows the answer to what was typed last, even if an earlier one arrives later. */
function useSearch(organizationId: string, action: ServerAction<Member[]>) {
  const callAction = useAction()
  const [state, setState] = useState<{ found: Member[]; searching: boolean }>({ found: [], searching: true })
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
