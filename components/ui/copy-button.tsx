"use client"

import { Check, Copy } from "lucide-react"
import { type ComponentProps, useEffect, useState } from "react"
import { Button } from "./button"
import { copy } from "./clipboard"
import { useWords } from "./words"

const SHOWN = 2000

/** Copies `text`; `label` replaces the word Copy. */
export function CopyButton({
  text,
  label,
  ...props
}: { text: string; label?: string } & ComponentProps<typeof Button>) {
  const words = useWords()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <>
      <Button {...props} onClick={() => copy(text).then(setCopied)}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {copied ? words.copied : (label ?? words.copy)}
      </Button>
      <span aria-live="polite" className="sr-only">
        {copied && words.copied}
      </span>
    </>
  )
}
