"use client"

import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { CopyButton } from "@/components/ui/copy-button"
import { useFocusAsDrawn } from "@/components/ui/focus"
import { LinkButton } from "@/components/ui/link-button"

export interface RecoveryCodesWords {
  onceTitle: string
  once: string
  copy: string
  download: string
  file: string
  done: string
}

/** The only sight of new recovery codes, with the ways to keep them. */
export function RecoveryCodes({ codes, words }: { codes: string[]; words: RecoveryCodesWords }) {
  const list = useFocusAsDrawn<HTMLUListElement>()
  const text = `${codes.join("\n")}\n`
  const download = () => {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }))
    link.download = words.file
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <>
      <div role="status">
        <Callout tone="warning" title={words.onceTitle}>
          {words.once}
        </Callout>
      </div>
      <ul
        ref={list}
        tabIndex={-1}
        className="grid grid-cols-2 gap-2 rounded-md bg-muted p-3 text-center font-mono outline-none"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2 noscript:hidden">
        <CopyButton text={text} label={words.copy} />
        <Button onClick={download}>{words.download}</Button>
      </div>
      <LinkButton look="primary" size="large" wide href="/me/factors">
        {words.done}
      </LinkButton>
    </>
  )
}
