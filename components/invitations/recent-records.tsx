"use client"

import { useTranslations } from "next-intl"
import { useEffect, useState } from "react"
import { useAction } from "@/components/forms/call-action"
import { type Seats, useInvitations } from "@/components/invitations/context"
import { InvitationRecords } from "@/components/invitations/invitation-records"
import { pack } from "@/components/ui/packed"
import { Head, Table } from "@/components/ui/table"
import { EmptyState, ErrorState, SkeletonRows } from "@/components/ui/table-states"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

interface Records {
  /** Undefined while they are on their way, null when they did not come. */
  rows: InvitationRecord[] | null | undefined
  /** Undefined until they are known. */
  seats: Seats | undefined
  load: () => void
  /** Puts what was just sent on top. */
  add: (record: InvitationRecord) => void
}

/** The latest records, read when the drawer opens and again when the server has drawn the page behind it anew. */
export function useRecentRecords(): Records {
  const { organization, actions, changes } = useInvitations()
  const callAction = useAction()
  const [rows, setRows] = useState<Records["rows"]>()
  const [seats, setSeats] = useState<Seats>()
  const read = async () => {
    const outcome = actions && (await callAction(actions.records, { organizationId: organization.id }))
    setRows((last) => (outcome?.ok ? outcome.value.rows : (last ?? null)))
    if (outcome?.ok) setSeats(outcome.value.seats)
  }
  const add = (record: InvitationRecord) => {
    setRows((last) => last && [record, ...last])
    setSeats((last) => last && { ...last, used: last.used + 1 })
  }
  const freed = rows?.filter(({ id, status }) => status === "pending" && changes[id]?.status === "revoked").length ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the organization is another object at each drawing
  useEffect(() => void read(), [organization])
  return { rows, seats: seats && { ...seats, used: seats.used - freed }, load: () => void read(), add }
}

export function RecentRecords({ rows, load }: Pick<Records, "rows" | "load">) {
  const t = useTranslations("records")
  const { added } = useInvitations()
  const none = rows?.length === 0 && added.length === 0
  return (
    <section className="flex flex-col gap-2" aria-busy={rows === undefined}>
      <h3 className="font-semibold text-base">{t("title")}</h3>
      {rows === undefined && <Waiting />}
      {rows === null && <ErrorState retry={load} />}
      {none && <EmptyState title={t("none")}>{t("noneHint")}</EmptyState>}
      {rows && !none && <InvitationRecords brief latest rows={pack(rows)} />}
    </section>
  )
}

function Waiting() {
  const t = useTranslations("records")
  const heads = [t("contact"), t("role"), t("status"), t("sent")]
  return (
    <Table label={t("title")} head={heads.map((head) => <Head key={head}>{head}</Head>)}>
      <SkeletonRows rows={3} columns={heads.length} />
    </Table>
  )
}
