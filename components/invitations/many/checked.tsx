"use client"

import { useTranslations } from "next-intl"
import { Suspense } from "react"
import { FaultList, ListStatus } from "@/components/invitations/many/field/fault-list"
import { isFromFile } from "@/components/invitations/many/list/recipients"
import type { Many } from "@/components/invitations/many/many"
import { later } from "@/components/ui/later"

const RecipientTable = later(() =>
  import("@/components/invitations/many/file/table").then((file) => file.RecipientTable),
)

interface CheckedProps {
  many: Many
  editing: string | null
  edit: (key: string | null) => void
}

/** The list as it was checked: of chips those that cannot be sent, of a file every row. */
export function Checked({ many, editing, edit }: CheckedProps) {
  const t = useTranslations("many")
  return (
    <section className="flex flex-col gap-2" aria-label={t("checked")}>
      <ListStatus many={many} />
      {isFromFile(many.list) ? (
        <Suspense>
          <RecipientTable many={many} editing={editing} edit={edit} />
        </Suspense>
      ) : (
        <FaultList many={many} edit={edit} />
      )}
    </section>
  )
}
