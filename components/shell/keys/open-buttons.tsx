"use client"

import { useOpen } from "@/components/shell/keys/context"
import { usePaletteKeys } from "@/components/shell/keys/palette-keys"
import { useShellWords } from "@/components/shell/shell-words"
import { menuItem } from "@/components/ui/menu-styles"

/** Opens the palette for those who do not know its keys, or have none. */
export function PaletteButton() {
  const words = useShellWords()
  const open = useOpen()
  const { shown, heard } = usePaletteKeys()
  return (
    <button
      type="button"
      data-icon="search"
      aria-keyshortcuts={heard ?? undefined}
      onClick={() => openOver(() => open("palette"))}
      className="palette"
    >
      <span>{words.search}</span>
      <kbd aria-hidden className="key">
        {shown}
      </kbd>
    </button>
  )
}

/** Of the account menu: opens the sheet of keys. */
export function SheetButton() {
  const words = useShellWords()
  const open = useOpen()
  return (
    <button
      type="button"
      data-icon="keyboard"
      onClick={() => openOver(() => open("sheet"))}
      className={`${menuItem} scripted`}
    >
      {words.shortcuts}
    </button>
  )
}

/** An open menu would lie over the dialog. */
function openOver(open: () => void) {
  for (const popup of document.querySelectorAll<HTMLElement>(":popover-open")) popup.hidePopover()
  open()
}
