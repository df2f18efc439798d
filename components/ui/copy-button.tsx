"use client"

import { Check, Copy } from "lucide-react"
import { type ComponentProps, useEffect, useState } from "react"
import { Button } from "@/components/ui/button"
import { copy } from "@/components/ui/clipboard"
import { useWords } from "@/components/ui/words"

const SHOWN = 2000

/** Copies `text`; `label` replaces the word Copy. In a small place the icon stands alone. */
export function CopyButton({
  text,
  label,
  icon,
  onCopied,
  ...props
}: { text: string; label?: string; icon?: boolean; onCopied?: () => void } & ComponentProps<typeof Button>) {
  const words = useWords()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN)
    return () => clearTimeout(timer)
  }, [copied])
  const write = async () => {
    const written = await copy(text)
    setCopied(written)
    if (written) onCopied?.()
  }
  const name = copied ? words.copied : (label ?? words.copy)
  return (
    <>
      <Button {...props} aria-label={icon ? name : undefined} onClick={write}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {!icon && <span>{name}</span>}
      </Button>
      <span aria-live="polite" className="sr-only">
        {copied && words.copied}
      </span>
    </>
  )
}
