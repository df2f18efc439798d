"use client"

import { useTranslations } from "next-intl"
import { copy } from "@/components/ui/clipboard"
import { Menu, MenuItem } from "@/components/ui/menu"
import { toast } from "@/components/ui/toasts"
import type { Member } from "@/lib/shared/rows/members"

interface MemberMenuProps<M> {
  id: string
  /** Whose menu was opened last. */
  member: M | null
  remove: (member: M) => void
}

/** The rarer actions of a member; the owner cannot be removed. */
export function MemberMenu<M extends Pick<Member, "name" | "number" | "role" | "removable">>({
  id,
  member,
  remove,
}: MemberMenuProps<M>) {
  const t = useTranslations("members")
  if (!member) return <Menu id={id}>{null}</Menu>
  const { name, number, role, removable } = member
  const copyNumber = async () => toast.success(t((await copy(number)) ? "numberCopied" : "numberShown", { number }))
  return (
    <Menu id={id} label={t("more", { name })}>
      <MenuItem onClick={copyNumber}>{t("copyNumber")}</MenuItem>
      {role !== "super_admin" && (
        <MenuItem danger disabledReason={removable ? null : t("notActivated")} onClick={() => remove(member)}>
          {t("remove")}
        </MenuItem>
      )}
    </Menu>
  )
}
