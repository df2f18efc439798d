"use client"

import { useTranslations } from "next-intl"
import type { SentLink } from "@/components/invitations/context"
import { Resent } from "@/components/invitations/many/field/fault-actions"
import { FaultList, ListStatus } from "@/components/invitations/many/field/fault-list"
import { RecipientTable } from "@/components/invitations/many/file/table"
import { isFromFile } from "@/components/invitations/many/list/recipients"
import type { Many } from "@/components/invitations/many/many"

interface CheckedProps {
  many: Many
  editing: string | null
  edit: (key: string | null) => void
  onResent: (sent: SentLink) => void
}

/** The list as it was checked: of chips those that cannot be sent, of a file every row. */
export function Checked({ many, editing, edit, onResent }: CheckedProps) {
  const t = useTranslations("many")
  return (
    <section className="flex flex-col gap-2" aria-label={t("checked")}>
      <ListStatus many={many} />
      <Resent value={onResent}>
        {isFromFile(many.list) ? (
          <RecipientTable many={many} editing={editing} edit={edit} />
        ) : (
          <FaultList many={many} edit={edit} />
        )}
      </Resent>
    </section>
  )
}
