"use client"

import type { Route } from "next"
import { useTranslations } from "next-intl"
import { startTransition, useOptimistic } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { RouterLink } from "@/components/ui/router-links"
import { useScripted } from "@/components/ui/scripted"
import { toast } from "@/components/ui/toasts"
import { type AssignableRole, assignableRoles, type Role } from "@/lib/shared/roles"
import type { Member } from "@/lib/shared/rows/members"

interface MemberRoleProps {
  member: Member
  /** Says whose role it is. */
  label: string
  /** Where super admins pass their own role on. */
  transfer?: Route
  change?: (role: AssignableRole) => Promise<boolean>
}

/** The role of a member, which those who may change in place; the super admin's own is passed on elsewhere. */
export function MemberRole({ member, label, transfer, change }: MemberRoleProps) {
  if (member.role === "super_admin") return <OwnerRole transfer={transfer} />
  return change ? <RoleSelect member={member} label={label} change={change} /> : <span>{member.role}</span>
}

function OwnerRole({ transfer }: Pick<MemberRoleProps, "transfer">) {
  const t = useTranslations("members")
  return (
    <span>
      <b className="font-medium">super_admin</b>
      <small>{transfer ? <RouterLink href={transfer}>{t("transfer")}</RouterLink> : t("ownerRole")}</small>
    </span>
  )
}

/**
 * Shows the new role at once, and the old one again if it was refused. The others come with the script, without which
 * none could be chosen.
 */
function RoleSelect({ member, label, change }: Required<Pick<MemberRoleProps, "member" | "label" | "change">>) {
  const [role, setRole] = useOptimistic(member.role)
  const isScripted = useScripted()
  const choose = (next: AssignableRole) =>
    startTransition(async () => {
      setRole(next)
      await change(next)
    })
  return (
    <select aria-label={label} value={role} onChange={(event) => choose(event.target.value as AssignableRole)}>
      {(isScripted ? assignableRoles : [role]).map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  )
}

interface RoleChange {
  action: ServerAction
  onDone: (accountId: string, role: Role) => void
}

/** Gives members other roles; each change can be undone. */
export function useRoleChange(organizationId: string, { action, onDone }: RoleChange) {
  const t = useTranslations("members")
  const callAction = useToastedAction()
  const give = async (accountId: string, role: Role): Promise<boolean> => {
    const done = await callAction(action, { organizationId, accountId, role })
    if (done) onDone(accountId, role)
    return done !== null
  }
  return async function change({ accountId, name, role: before }: Member, role: AssignableRole): Promise<boolean> {
    const done = await give(accountId, role)
    const undo = { label: t("undo"), run: () => void give(accountId, before) }
    if (done) toast.success(t("roleChanged", { name, role }), undo)
    return done
  }
}
