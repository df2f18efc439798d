"use client"

import { KeysSwitch } from "@/components/shell/keys/keys-switch"
import type { PaletteAbout } from "@/components/shell/keys/places"
import { ShortcutList } from "@/components/shell/keys/shortcut-list"
import { helpOf } from "@/components/shell/navigation"
import type { PreferenceActions } from "@/components/shell/preferences"
import { useShellWords } from "@/components/shell/shell-words"
import { DialogBox } from "@/components/ui/dialog-box"
import { leaveDialogs, useLayer } from "@/components/ui/layers"
import { RouterLink } from "@/components/ui/router-links"

interface SheetProps {
  open: boolean
  close: () => void
  about: PaletteAbout
  setKeys: PreferenceActions["setKeys"]
}

/** Which keys do what, and whether single ones do anything. */
export function Sheet({ open, close, about, setKeys }: SheetProps) {
  const words = useShellWords()
  useLayer({ open, close })
  const leave = () => {
    leaveDialogs()
    close()
  }
  return (
    <DialogBox open={open} onOpenChange={close} title={words.shortcuts}>
      <ShortcutList />
      <KeysSwitch setKeys={setKeys} />
      <p className="text-secondary text-sm">{words.singleKeysHint}</p>
      <RouterLink replace href={helpOf(about.organization?.id)} onNavigate={leave} className="self-start">
        {words.help}
      </RouterLink>
    </DialogBox>
  )
}
