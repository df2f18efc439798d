"use client"

import type { PaletteAbout } from "@/components/shell/keys/places"
import { ShortcutList } from "@/components/shell/keys/shortcut-list"
import { helpOf } from "@/components/shell/navigation"
import type { PreferenceActions } from "@/components/shell/preferences"
import { useShellWords } from "@/components/shell/shell-words"
import { DialogBox } from "@/components/ui/dialog-box"
import { RouterLink } from "@/components/ui/router-links"

interface SheetProps {
  open: boolean
  close: () => void
  about: PaletteAbout
  setKeys: PreferenceActions["setKeys"]
}

/** The list of keys, over whatever page there is. */
export function Sheet({ open, close, about, setKeys }: SheetProps) {
  const words = useShellWords()
  return (
    <DialogBox open={open} onOpenChange={close} title={words.shortcuts}>
      <ShortcutList setKeys={setKeys} />
      <RouterLink href={helpOf(about.organization?.id)} onClick={close} className="self-start">
        {words.help}
      </RouterLink>
    </DialogBox>
  )
}
