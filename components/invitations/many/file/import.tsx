"use client"

import { useTranslations } from "next-intl"
import { type DragEvent, useRef, useState } from "react"
import type { Unreadable } from "@/components/invitations/many/file/decode"
import { save } from "@/components/invitations/many/file/save"
import type { ListCommands } from "@/components/invitations/many/list/recipients"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { useWords } from "@/components/ui/words"

/** What became of the latest file. */
type Notice = { name: string } & ({ why: Unreadable | "missing" } | { rows: number; unused: string[] })

const TYPES = ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"

/** Reads files that are chosen or dropped, in the browser; nothing of them is sent. */
export function useImport({ add }: ListCommands) {
  const [notice, setNotice] = useState<Notice | null>(null)
  const [over, setOver] = useState(false)
  const take = async (file: File | undefined) => {
    if (!file) return
    const { name } = file
    // The reader comes when the first file does.
    const reader = await import("@/components/invitations/many/file/rows").catch(() => null)
    if (!reader) return setNotice({ name, why: "missing" })
    const read = await reader.readRows(new Uint8Array(await file.arrayBuffer()))
    if ("why" in read) return setNotice({ name, why: read.why })
    add(read.rows)
    setNotice({ name, rows: read.rows.length, unused: read.unused })
  }
  const holdsFile = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes("Files")
  const drop = {
    onDragOver(event: DragEvent) {
      if (!holdsFile(event)) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      if (!holdsFile(event)) return
      event.preventDefault()
      setOver(false)
      void take(event.dataTransfer.files[0])
    },
  }
  return { take, notice, over, drop }
}

/** The ways to invite from a file, and what became of the latest. */
export function ImportLine({ take, notice }: Pick<ReturnType<typeof useImport>, "take" | "notice">) {
  const t = useTranslations("many.file")
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <Button size="small" onClick={() => chooser.current?.click()}>
          {t("choose")}
        </Button>
        <Template />
        <span className="file-hint">{t("hint")}</span>
      </div>
      <input
        ref={chooser}
        hidden
        type="file"
        accept={TYPES}
        aria-label={t("choose")}
        onChange={({ currentTarget }) => {
          void take(currentTarget.files?.[0])
          // The same file can be chosen again once it was corrected.
          currentTarget.value = ""
        }}
      />
      {notice && <FileNotice {...notice} />}
    </div>
  )
}

function FileNotice({ name, ...notice }: Notice) {
  const t = useTranslations("many.file")
  const { lost } = useWords()
  if ("why" in notice) {
    return (
      <Callout alert tone="danger" title={name}>
        {notice.why === "missing" ? lost.missing : t(`why.${notice.why}`)}
      </Callout>
    )
  }
  const { rows, unused } = notice
  return (
    <p role="status" className="text-secondary text-sm">
      <span>{t("read", { rows, name })}</span>{" "}
      <span>{unused.length > 0 && t("unused", { columns: unused.join(", ") })}</span>
    </p>
  )
}

/** A file with the columns, whose one row cannot be sent as it stands. */
function Template() {
  const t = useTranslations("many")
  const columns = [t("columns.contact"), t("columns.role"), t("columns.note"), t("columns.days")]
  const example = ["name@company", "member", "", "7"]
  return (
    <button type="button" className="link" onClick={() => save(t("file.templateName"), [columns, example])}>
      {t("file.template")}
    </button>
  )
}
