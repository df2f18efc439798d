import { ProveAgain } from "@/app/me/prove-again"
import { ConfirmLink } from "@/components/factors/confirm-link"
import type { AuditAction } from "@/lib/audit/actions"

/** Asks an old login for what the account has, in a dialog that is found open again. */
export function ProveInDialog({ act, dialog }: { act: AuditAction; dialog: string }) {
  return (
    <ProveAgain
      act={act}
      link={(words, href) => (
        <ConfirmLink href={href} dialog={dialog}>
          {words}
        </ConfirmLink>
      )}
    />
  )
}
