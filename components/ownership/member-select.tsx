"use client"

import { useTranslations } from "next-intl"
import type { ServerAction } from "@/components/forms/call-action"
import { useSearch } from "@/components/forms/search-action"
import { SearchSelect } from "@/components/ui/search-select"
import type { Member } from "@/lib/shared/rows/members"

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
