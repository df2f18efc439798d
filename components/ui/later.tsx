"use client"

import { type ComponentType, lazy, useEffect } from "react"
import { keepTyped } from "@/components/ui/keeping"
import { toast } from "@/components/ui/toasts"
import { useWords } from "@/components/ui/words"

/** A component that is fetched when it is first drawn. Where it does not come, the page stays as it is and says so. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const missing = { default: Missing as ComponentType<Props> }
  return lazy(() =>
    load().then(
      (component) => ({ default: component }),
      () => missing,
    ),
  )
}

/** What was typed into the page waits in this tab for its form. */
function loadAgain() {
  keepTyped()
  window.location.reload()
}

/** Without a connection nothing comes, and over an upgrade what this page needs may be gone. */
function Missing({ open = true }: { open?: boolean }) {
  const { lost } = useWords()
  useEffect(() => {
    if (open) toast.error(lost.missing, { label: lost.loadAgain, run: loadAgain })
  }, [open, lost])
  return null
}
