"use client"

import { useTranslations } from "next-intl"
import { useMemo } from "react"
import { useInvitations } from "@/components/invitations/context"
import type { Verdict } from "@/components/invitations/many/list/preview"
import type { Recipient } from "@/components/invitations/many/list/recipients"
import { lengthOf, NOTE_MAX } from "@/lib/shared/lengths"
import type { RowRefused } from "@/lib/shared/outcome"
import { invitableRoles } from "@/lib/shared/roles"

/** Why a recipient cannot be invited, in a sentence. */
export type Fault = RowRefused

/** Of the recipients that cannot be invited why, by their keys: what the browser sees itself, then what it was told. */
export function useFaults(
  list: readonly Recipient[],
  verdicts: ReadonlyMap<string, Verdict>,
): ReadonlyMap<string, Fault> {
  const t = useTranslations("many.faults")
  const { offered } = useInvitations().days
  return useMemo(() => {
    const own = ({ role = "", note = "", days = "" }: Partial<Recipient["own"]> = {}): string | undefined => {
      if (role && !invitableRoles.some((one) => one === role)) return t("role", { role })
      if (lengthOf(note) > NOTE_MAX) return t("note", { max: NOTE_MAX })
      if (days && !offered.some((one) => String(one) === days)) return t("days", { days: offered.join(", ") })
    }
    const wordsOf = (refused: RowRefused): RowRefused => {
      const { code, instead: number } = refused
      return code === "number_read" && number ? { ...refused, message: t("read", { number }) } : refused
    }
    const faults = list.flatMap((one): [string, Fault][] => {
      const message = own(one.own)
      if (message) return [[one.key, { code: "invalid_input", message }]]
      const verdict = verdicts.get(one.key)
      return verdict?.refused && verdict.of === one.contact ? [[one.key, wordsOf(verdict.refused)]] : []
    })
    return new Map(faults)
  }, [list, verdicts, offered, t])
}
